import type { Queries } from '../../drivers/database/index.ts';
import type { RunRow, RunTables } from '../experiments/index.ts';

type LineageTables = RunTables & {
  datasets: { id: string; workspace_id: string; name: string };
  dataset_versions: { dataset_id: string; version: number };
  models: { id: string; workspace_id: string; name: string };
  model_versions: { model_id: string; version: number; run_id: string | null };
  endpoints: { id: string; workspace_id: string; name: string; wanted: string };
  deployments: { endpoint_id: string; model_id: string; model_version: number };
};

export type KnownRun = RunRow & { experiment_deleted_at: number | null };

type Direction = 'input' | 'output';

/** Every edge between the things of a workspace; each list has at most `limit` rows. */
export function createLineageStore(queries: Queries, workspaceId: string, limit: number) {
  const db = queries.$extendTables<LineageTables>();
  const versions = db
    .selectFrom('model_versions')
    .innerJoin('models', 'models.id', 'model_versions.model_id')
    .where('models.workspace_id', '=', workspaceId)
    .limit(limit);
  const deployments = db
    .selectFrom('deployments')
    .innerJoin('endpoints', 'endpoints.id', 'deployments.endpoint_id')
    .innerJoin('models', 'models.id', 'deployments.model_id')
    .select(['endpoints.name as endpoint', 'models.name as model', 'model_version as version'])
    .distinct()
    .where('endpoints.workspace_id', '=', workspaceId)
    .limit(limit);
  const runsBelow = (column: 'parent_id' | 'forked_from_run', ids: string[]) =>
    db
      .selectFrom('runs')
      .select(['id', `${column} as above`])
      .where('workspace_id', '=', workspaceId)
      .where(column, 'in', ids)
      .orderBy(column)
      .limit(limit)
      .execute();
  return {
    runs: (ids: string[]): Promise<KnownRun[]> =>
      db
        .selectFrom('runs')
        .innerJoin('experiments', 'experiments.id', 'runs.experiment_id')
        .selectAll('runs')
        .select('experiments.deleted_at as experiment_deleted_at')
        .where('runs.workspace_id', '=', workspaceId)
        .where('runs.id', 'in', ids)
        .execute(),
    linksOf: (runIds: string[], direction: Direction) =>
      db
        .selectFrom('run_links')
        .select(['run_id', 'uri'])
        .where('run_id', 'in', runIds)
        .where('direction', '=', direction)
        .orderBy('run_id')
        .orderBy('position')
        .limit(limit)
        .execute(),
    runsLinkedTo: (uris: string[], direction: Direction) =>
      db
        .selectFrom('run_links')
        .innerJoin('runs', 'runs.id', 'run_links.run_id')
        .select(['run_id', 'uri'])
        .where('runs.workspace_id', '=', workspaceId)
        .where('uri', 'in', uris)
        .where('direction', '=', direction)
        .orderBy('uri')
        .orderBy('run_id')
        .limit(limit)
        .execute(),
    datasetsOf: (runIds: string[]) =>
      db
        .selectFrom('run_datasets')
        .select(['run_id', 'name', 'digest', 'source'])
        .where('run_id', 'in', runIds)
        .orderBy('run_id')
        .orderBy('position')
        .limit(limit)
        .execute(),
    runsOfDatasets: (names: string[]) =>
      db
        .selectFrom('run_datasets')
        .innerJoin('runs', 'runs.id', 'run_datasets.run_id')
        .select(['run_id', 'run_datasets.name', 'digest', 'source'])
        .where('runs.workspace_id', '=', workspaceId)
        .where('run_datasets.name', 'in', names)
        .orderBy('run_datasets.name')
        .orderBy('digest')
        .orderBy('run_id')
        .limit(limit)
        .execute(),
    childrenOf: (ids: string[]) => runsBelow('parent_id', ids),
    forksOf: (ids: string[]) => runsBelow('forked_from_run', ids),
    versionsMadeBy: (runIds: string[]) =>
      versions
        .select(['run_id', 'models.name', 'version'])
        .where('run_id', 'in', runIds)
        .orderBy('run_id')
        .orderBy('version')
        .execute(),
    versionsOf: (names: string[]) =>
      versions
        .select(['models.id', 'models.name', 'version', 'run_id'])
        .where('models.name', 'in', names)
        .execute(),
    datasetVersionsOf: (names: string[]) =>
      db
        .selectFrom('dataset_versions')
        .innerJoin('datasets', 'datasets.id', 'dataset_versions.dataset_id')
        .select(['datasets.id', 'datasets.name', 'version'])
        .where('datasets.workspace_id', '=', workspaceId)
        .where('datasets.name', 'in', names)
        .execute(),
    deploymentsOfModels: (names: string[]) =>
      deployments.where('models.name', 'in', names).execute(),
    deploymentsOfEndpoints: (names: string[]) =>
      deployments.where('endpoints.name', 'in', names).execute(),
    endpoints: (names: string[]) =>
      db
        .selectFrom('endpoints')
        .select(['id', 'name', 'wanted'])
        .where('workspace_id', '=', workspaceId)
        .where('name', 'in', names)
        .execute(),
    findEndpoint: (reference: string) =>
      db
        .selectFrom('endpoints')
        .select(['id', 'name'])
        .where('workspace_id', '=', workspaceId)
        .where(where => where.or([where('id', '=', reference), where('name', '=', reference)]))
        .orderBy(order => order.case().when('id', '=', reference).then(0).else(1).end())
        .limit(1)
        .executeTakeFirst(),
    /** The name of a dataset or model that has that version. */
    async findVersion(
      kind: 'dataset' | 'model',
      reference: string,
      version: number
    ): Promise<string | undefined> {
      const [assets, numbers] = (
        { dataset: ['datasets', 'dataset_versions'], model: ['models', 'model_versions'] } as const
      )[kind];
      const owner = `${kind}_id` as const;
      const found = await db
        .selectFrom(assets)
        .select(['id', 'name'])
        .where('workspace_id', '=', workspaceId)
        .where(where => where.or([where('id', '=', reference), where('name', '=', reference)]))
        .orderBy(order => order.case().when('id', '=', reference).then(0).else(1).end())
        .limit(1)
        .executeTakeFirst();
      const row =
        found &&
        (await db
          .selectFrom(numbers)
          .select('version')
          .where(owner as never, '=', found.id as never)
          .where('version', '=', version)
          .executeTakeFirst());
      return row && found.name;
    }
  };
}

export type LineageStore = ReturnType<typeof createLineageStore>;
