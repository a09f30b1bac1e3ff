import type { Queries } from '../../drivers/database/index.ts';
import type { ListedRun, RunTables } from '../experiments/index.ts';

type TrackingTables = RunTables & {
  run_logged_models: RunModelRow;
};

/** A model that a run has used or made. */
export interface RunModelRow {
  run_id: string;
  direction: 'input' | 'output';
  model_id: string;
  step: number;
}

/** What MLflow's clients ask of runs beside what Atelier's own do. */
export function createTrackingStore(queries: Queries) {
  const db = queries.$extendTables<TrackingTables>();
  const joined = db
    .selectFrom('runs')
    .innerJoin('experiments', 'experiments.id', 'runs.experiment_id')
    .selectAll('runs')
    .select('experiments.name as experiment_name')
    .select('experiments.deleted_at as experiment_deleted_at');
  return {
    async workspaceOfRun(id: string): Promise<string | undefined> {
      const row = await db
        .selectFrom('runs')
        .select('workspace_id')
        .where('id', '=', id)
        .executeTakeFirst();
      return row?.workspace_id;
    },
    experimentsOf: (ids: string[]) =>
      db.selectFrom('experiments').selectAll().where('id', 'in', withOne(ids)).execute(),
    /** By the name, one in the trash as well. */
    experimentByName: (workspaceId: string, name: string) =>
      db
        .selectFrom('experiments')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where('name', '=', name)
        .executeTakeFirst(),
    experimentsByNumber: (workspaceId: string, numbers: number[]) =>
      db
        .selectFrom('experiments')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where('number', 'in', numbers.length ? numbers : [-1])
        .execute(),
    allExperiments: (workspaceId: string) =>
      db.selectFrom('experiments').selectAll().where('workspace_id', '=', workspaceId).execute(),
    experimentTags: (workspaceId: string) =>
      db
        .selectFrom('experiment_tags')
        .innerJoin('experiments', 'experiments.id', 'experiment_tags.experiment_id')
        .selectAll('experiment_tags')
        .where('experiments.workspace_id', '=', workspaceId)
        .execute(),
    setExperimentTag: (id: string, key: string, value: string) =>
      db
        .insertInto('experiment_tags')
        .values({ experiment_id: id, key, value })
        .onConflict(conflict => conflict.columns(['experiment_id', 'key']).doUpdateSet({ value }))
        .execute(),
    async deleteExperimentTag(id: string, key: string): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('experiment_tags')
        .where('experiment_id', '=', id)
        .where('key', '=', key)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
    async deleteTag(runId: string, key: string): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('run_tags')
        .where('run_id', '=', runId)
        .where('key', '=', key)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
    async deleteArtifacts(runId: string, paths: string[]): Promise<void> {
      await db
        .deleteFrom('run_artifacts')
        .where('run_id', '=', runId)
        .where('path', 'in', paths)
        .execute();
    },
    setMediaType: (runId: string, paths: string[], mediaType: string) =>
      db
        .updateTable('run_artifacts')
        .set({ media_type: mediaType })
        .where('run_id', '=', runId)
        .where('path', 'in', withOne(paths))
        .execute(),
    datasetsOf: (runIds: string[]) =>
      db
        .selectFrom('run_datasets')
        .selectAll()
        .where('run_id', 'in', withOne(runIds))
        .orderBy('run_id')
        .orderBy('position')
        .orderBy('name')
        .execute(),
    datasetSummaries: (experimentIds: string[], limit: number) =>
      db
        .selectFrom('run_datasets')
        .innerJoin('runs', 'runs.id', 'run_datasets.run_id')
        .select(['runs.experiment_id', 'run_datasets.name', 'run_datasets.digest'])
        .select('run_datasets.context')
        .distinct()
        .where('runs.experiment_id', 'in', withOne(experimentIds))
        .limit(limit)
        .execute(),
    modelsOf: (runIds: string[]) =>
      db
        .selectFrom('run_logged_models')
        .selectAll()
        .where('run_id', 'in', withOne(runIds))
        .orderBy('run_id')
        .orderBy('step')
        .orderBy('model_id')
        .execute(),
    addModels: (rows: RunModelRow[]) =>
      db
        .insertInto('run_logged_models')
        .values(rows)
        .onConflict(conflict => conflict.doNothing())
        .execute(),
    runsOf: (ids: string[]): Promise<ListedRun[]> =>
      joined.where('runs.id', 'in', withOne(ids)).execute(),
    runsOfExperiments: (ids: string[]): Promise<ListedRun[]> =>
      joined.where('runs.experiment_id', 'in', withOne(ids)).execute()
  };
}

/** A list in a condition must not be empty. */
export const withOne = (ids: string[]): string[] => (ids.length ? ids : ['']);
