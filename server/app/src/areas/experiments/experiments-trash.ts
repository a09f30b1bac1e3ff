import type { Database, Queries } from '../../drivers/database/index.ts';
import type { Clock } from '../../identity.ts';
import type { PurgedAmounts, TrashScope, TrashShelf } from '../../trash.ts';
import type { Change, Changes } from '../system/index.ts';
import { createExperimentStore } from './experiments.store.ts';
import { createExperimentTrashStore } from './experiment-trash.store.ts';
import { changeOf } from './journal-batch.ts';
import { createRunTrashStore } from './run-trash.store.ts';
import { createRunStore } from './runs.store.ts';
import type { ExperimentRow, RunRow } from './tables.ts';

export interface ExperimentsTrashOptions {
  database: Database;
  changes: Changes;
  clock: Clock;
  /** Removes what others keep of an experiment that goes for good, in the same transaction. */
  forget: ((queries: Queries, experimentId: string) => Promise<unknown>)[];
}

/** Runs of one transaction, some hundredths of a second: others get their turn between two. */
const CHUNK = 20;

/** The trash of experiments and the one of runs that were deleted by themselves. */
export function createExperimentsTrash(options: ExperimentsTrashOptions): TrashShelf[] {
  return [experimentShelf(options), runShelf(options)];
}

function experimentShelf({
  changes,
  clock,
  database,
  forget
}: ExperimentsTrashOptions): TrashShelf {
  const { kind, queries: outside } = database;
  return {
    kind: 'experiment',
    ...createExperimentTrashStore(outside, kind),
    restore: (workspaceId, id) =>
      changes.commit(async (queries, announce) => {
        const store = createExperimentStore(queries);
        const row = await store.find(workspaceId, id);
        if (!row || row.id !== id) {
          return 'There is no such experiment in this workspace.';
        }
        await store.update(id, { deleted_at: null });
        announce(experimentChange(row, 'created'));
        return undefined;
      }),
    async purge(queries, announce, scope) {
      const store = createExperimentTrashStore(queries, kind);
      const row = await store.claim(scope);
      if (!row) {
        return undefined;
      }
      const runs = createRunTrashStore(queries, kind);
      const claimed = await runs.claimOfExperiment(row.id, CHUNK);
      if (claimed.length) {
        return purgeRuns(runs, claimed, clock(), announce);
      }
      for (const each of forget) {
        await each(queries, row.id);
      }
      await store.purge(row.id);
      announce(experimentChange(row, 'deleted'));
      return { experiments: 1 };
    }
  };
}

function runShelf({ changes, clock, database }: ExperimentsTrashOptions): TrashShelf {
  const { kind, queries: outside } = database;
  return {
    kind: 'run',
    ...createRunTrashStore(outside, kind),
    restore: (workspaceId, id) =>
      changes.commit(async (queries, announce) => {
        const store = createRunStore(queries);
        const row = await store.find(id);
        if (row?.workspace_id !== workspaceId) {
          return 'There is no such run in this workspace.';
        }
        if (row.experiment_deleted_at !== null) {
          return `Its experiment “${row.experiment_name}” lies in the trash.`;
        }
        await store.update(id, { deleted_at: null });
        announce(changeOf(row, 'created'));
        return undefined;
      }),
    async purge(queries, announce, scope: TrashScope) {
      const store = createRunTrashStore(queries, kind);
      const claimed = await store.claim(scope, CHUNK);
      return claimed.length ? purgeRuns(store, claimed, clock(), announce) : undefined;
    }
  };
}

async function purgeRuns(
  store: ReturnType<typeof createRunTrashStore>,
  rows: RunRow[],
  now: number,
  announce: (change: Change) => void
): Promise<Partial<PurgedAmounts>> {
  await store.purge(
    rows.map(row => row.id),
    now
  );
  rows.forEach(row => announce(changeOf(row, 'deleted')));
  return { runs: rows.length };
}

function experimentChange(row: ExperimentRow, action: Change['action']): Change {
  const { id, name, workspace_id: workspaceId } = row;
  return { kind: 'experiment', action, workspaceId, subjectId: id, name };
}
