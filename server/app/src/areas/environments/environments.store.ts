import { contains } from '../../drivers/database/index.ts';
import type { Queries } from '../../drivers/database/index.ts';

type EnvironmentTables = {
  environments: EnvironmentRow;
  environment_versions: VersionRow;
};

export interface EnvironmentRow {
  id: string;
  workspace_id: string;
  name: string;
  description: string;
  created_at: number;
  updated_at: number;
}

export interface VersionRow {
  id: string;
  environment_id: string;
  version: number;
  spec: string;
  state: string;
  error: string | null;
  image: string;
  digest: string | null;
  size: number | null;
  lock: string | null;
  steps: string;
  created_at: number;
  queued_at: number | null;
  started_at: number | null;
  ended_at: number | null;
}

/** The tables of environments and their versions. */
export function createEnvironmentStore(queries: Queries) {
  const db = queries.$extendTables<EnvironmentTables>();
  const matching = (workspaceId: string, search?: string) =>
    db
      .selectFrom('environments')
      .where('workspace_id', '=', workspaceId)
      .$if(search !== undefined, query =>
        query.where(contains(['environments.name', 'environments.description'], search!))
      );
  const versions = () => db.selectFrom('environment_versions').selectAll();
  return {
    list: (workspaceId: string, limit: number, search?: string, after?: string) =>
      matching(workspaceId, search)
        .selectAll()
        .$if(after !== undefined, query => query.where('name', '>', after!))
        .orderBy('name')
        .limit(limit)
        .execute(),
    async count(workspaceId: string, search?: string): Promise<number> {
      const row = await matching(workspaceId, search)
        .select(expression => expression.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
    /** By id or name; an id wins over a name that looks like one. */
    find: (workspaceId: string, reference: string) =>
      db
        .selectFrom('environments')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where(where => where.or([where('id', '=', reference), where('name', '=', reference)]))
        .orderBy(order => order.case().when('id', '=', reference).then(0).else(1).end())
        .limit(1)
        .executeTakeFirst(),
    findById: (id: string) =>
      db.selectFrom('environments').selectAll().where('id', '=', id).executeTakeFirst(),
    insert: (row: EnvironmentRow) => db.insertInto('environments').values(row).execute(),
    update: (id: string, changes: Partial<EnvironmentRow>) =>
      db
        .updateTable('environments')
        .set(changes)
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst(),
    delete: (id: string) => db.deleteFrom('environments').where('id', '=', id).execute(),
    /** The newest first. */
    versionsOf: (environmentIds: string[]) =>
      versions()
        .where('environment_id', 'in', environmentIds.length ? environmentIds : [''])
        .orderBy('version', 'desc')
        .execute(),
    version: (environmentId: string, version: number) =>
      versions()
        .where('environment_id', '=', environmentId)
        .where('version', '=', version)
        .executeTakeFirst(),
    versionById: (id: string) => versions().where('id', '=', id).executeTakeFirst(),
    /** In the order in which they were queued. */
    inState: (state: string) =>
      versions().where('state', '=', state).orderBy('queued_at').orderBy('id').execute(),
    insertVersion: (row: VersionRow) => db.insertInto('environment_versions').values(row).execute(),
    updateVersion: (id: string, changes: Partial<VersionRow>) =>
      db
        .updateTable('environment_versions')
        .set(changes)
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst(),
    /** What each image is of. */
    users: () =>
      db
        .selectFrom('environment_versions')
        .innerJoin('environments', 'environments.id', 'environment_versions.environment_id')
        .select(['environment_versions.id', 'environment_id', 'workspace_id', 'name'])
        .select(['version', 'image', 'digest'])
        .where('state', '=', 'ready')
        .orderBy('name')
        .orderBy('version')
        .execute()
  };
}
