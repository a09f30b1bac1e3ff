import { contains } from '../../drivers/database/index.ts';
import type { Queries } from '../../drivers/database/index.ts';

type EndpointTables = {
  endpoints: EndpointRow;
  deployments: DeploymentRow;
  // Of the models area; read only.
  models: { id: string; name: string };
  model_versions: {
    model_id: string;
    version: number;
    sha256: string;
    signature: string | null;
    example: string | null;
  };
  workspaces: { id: string; name: string };
};

export interface EndpointRow {
  id: string;
  workspace_id: string;
  name: string;
  description: string;
  encrypted_key: string;
  /** `running` or `stopped`: what it shall be, also after a restart of the server. */
  wanted: string;
  deployment_id: string;
  created_at: number;
  updated_at: number;
}

export interface DeploymentRow {
  id: string;
  endpoint_id: string;
  model_id: string;
  model_version: number;
  error: string | null;
  created_at: number;
  started_at: number | null;
}

/** An endpoint with its current deployment and the model behind it. */
export type EndpointView = Awaited<
  ReturnType<ReturnType<typeof createEndpointStore>['list']>
>[number];

export interface EndpointFilter {
  workspaceId: string;
  search?: string;
  /** Name of the last endpoint of the page before. */
  after?: string;
  limit: number;
}

/** The tables of endpoints and their deployments. */
export function createEndpointStore(queries: Queries) {
  const db = queries.$extendTables<EndpointTables>();
  const views = () =>
    db
      .selectFrom('endpoints')
      .innerJoin('workspaces', 'workspaces.id', 'endpoints.workspace_id')
      .innerJoin('deployments', 'deployments.id', 'endpoints.deployment_id')
      .innerJoin('models', 'models.id', 'deployments.model_id')
      .innerJoin('model_versions', join =>
        join
          .onRef('model_versions.model_id', '=', 'deployments.model_id')
          .onRef('model_versions.version', '=', 'deployments.model_version')
      )
      .selectAll('endpoints')
      .select([
        'workspaces.name as workspace_name',
        'models.name as model_name',
        'deployments.model_version',
        'deployments.error',
        'deployments.started_at',
        'deployments.created_at as deployed_at',
        'model_versions.sha256',
        'model_versions.signature',
        'model_versions.example'
      ]);
  const matches = (search: string) => contains(['endpoints.name', 'endpoints.description'], search);
  return {
    list: ({ after, limit, search, workspaceId }: EndpointFilter) =>
      views()
        .where('endpoints.workspace_id', '=', workspaceId)
        .$if(search !== undefined, query => query.where(matches(search!)))
        .$if(after !== undefined, query => query.where('endpoints.name', '>', after!))
        .orderBy('endpoints.name')
        .limit(limit)
        .execute(),
    listWanted: () => views().where('endpoints.wanted', '=', 'running').execute(),
    async count(workspaceId: string, search?: string): Promise<number> {
      const row = await db
        .selectFrom('endpoints')
        .where('workspace_id', '=', workspaceId)
        .$if(search !== undefined, query => query.where(matches(search!)))
        .select(expression => expression.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
    /** By id or name; an id wins over a name that looks like one. */
    find: (workspaceId: string, reference: string) =>
      views()
        .where('endpoints.workspace_id', '=', workspaceId)
        .where(where =>
          where.or([where('endpoints.id', '=', reference), where('endpoints.name', '=', reference)])
        )
        .orderBy(order => order.case().when('endpoints.id', '=', reference).then(0).else(1).end())
        .limit(1)
        .executeTakeFirst(),
    findById: (id: string) => views().where('endpoints.id', '=', id).executeTakeFirst(),
    /** The endpoint that a caller's path names; both parts by id or name. */
    findForCaller: (workspace: string, endpoint: string) =>
      db
        .selectFrom('endpoints')
        .innerJoin('workspaces', 'workspaces.id', 'endpoints.workspace_id')
        .select(['endpoints.id', 'endpoints.encrypted_key'])
        .where(where =>
          where.and([
            where.or([
              where('workspaces.id', '=', workspace),
              where('workspaces.name', '=', workspace)
            ]),
            where.or([where('endpoints.id', '=', endpoint), where('endpoints.name', '=', endpoint)])
          ])
        )
        .orderBy(order => order.case().when('endpoints.id', '=', endpoint).then(0).else(1).end())
        .limit(1)
        .executeTakeFirst(),
    insert: (row: EndpointRow) => db.insertInto('endpoints').values(row).execute(),
    async update(id: string, changes: Partial<EndpointRow>): Promise<boolean> {
      const result = await db
        .updateTable('endpoints')
        .set(changes)
        .where('id', '=', id)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
    delete: (id: string) => db.deleteFrom('endpoints').where('id', '=', id).execute(),
    insertDeployment: (row: DeploymentRow) => db.insertInto('deployments').values(row).execute(),
    updateDeployment: (id: string, changes: Partial<DeploymentRow>) =>
      db.updateTable('deployments').set(changes).where('id', '=', id).execute(),
    /** Names of the endpoints whose current deployment serves the model, or that version of it. */
    async servedBy(modelId: string, version?: number): Promise<string[]> {
      const rows = await db
        .selectFrom('deployments')
        .innerJoin('endpoints', 'endpoints.deployment_id', 'deployments.id')
        .select('endpoints.name')
        .where('model_id', '=', modelId)
        .$if(version !== undefined, query => query.where('model_version', '=', version!))
        .orderBy('endpoints.name')
        .execute();
      return rows.map(row => row.name);
    }
  };
}
