import type { Queries } from '../../drivers/database/index.ts';
import type { RunRow, RunTables } from './tables.ts';

export type ListedRun = RunRow & { experiment_name: string; experiment_deleted_at: number | null };
const ofExperiment = [
  'experiments.name as experiment_name',
  'experiments.deleted_at as experiment_deleted_at'
] as const;

/** The rows of runs. */
export function createRunStore(queries: Queries) {
  const db = queries.$extendTables<RunTables>();

  const joined = db
    .selectFrom('runs')
    .innerJoin('experiments', 'experiments.id', 'runs.experiment_id');

  return {
    find: (id: string): Promise<ListedRun | undefined> =>
      joined.selectAll('runs').select(ofExperiment).where('runs.id', '=', id).executeTakeFirst(),

    /** Those of the workspace that are there. */
    findMany: (workspaceId: string, ids: readonly string[]): Promise<ListedRun[]> =>
      joined
        .selectAll('runs')
        .select(ofExperiment)
        .where('runs.workspace_id', '=', workspaceId)
        .where('runs.id', 'in', ids)
        .execute(),

    updateMany: (ids: readonly string[], changes: Partial<RunRow>) =>
      db.updateTable('runs').set(changes).where('id', 'in', ids).execute(),

    update: (id: string, changes: Partial<RunRow>) =>
      db.updateTable('runs').set(changes).where('id', '=', id).execute(),

    /** Runs that say they are running and were last heard of in that time, the end included. */
    silentBetween: (after: number, until: number) =>
      db
        .selectFrom('runs')
        .select(['id', 'name', 'workspace_id'])
        .where('status', '=', 'running')
        .where('heard_at', '>', after)
        .where('heard_at', '<=', until)
        .execute()
  };
}
