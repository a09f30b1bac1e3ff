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

    /** Runs that say they are running and are not known to be silent. */
    running: () =>
      db
        .selectFrom('runs')
        .select(['id', 'heard_at'])
        .where('status', '=', 'running')
        .where(where =>
          where.or([
            where('silent_at', 'is', null),
            where('silent_at', '!=', where.ref('heard_at'))
          ])
        )
        .execute(),

    /** @returns the run, if it was not heard of meanwhile */
    markSilent: ({ heard_at, id }: Pick<RunRow, 'id' | 'heard_at'>) =>
      db
        .updateTable('runs')
        .set({ silent_at: heard_at })
        .where('id', '=', id)
        .where('status', '=', 'running')
        .where('heard_at', '=', heard_at)
        .returning(['id', 'name', 'workspace_id'])
        .execute()
  };
}
