import type { Database, Queries } from '../../drivers/database/index.ts';
import { problemOf } from '../../drivers/database/index.ts';
import type { Clock } from '../../identity.ts';
import {
  changeOf,
  createGroupCommit,
  createJournalStore,
  QUIET_PATIENCE
} from '../experiments/index.ts';
import type { ClaimedRun, Outcome, RunRow } from '../experiments/index.ts';
import type { Changes } from '../system/index.ts';
import { invalid, missing } from './errors.ts';

/** Writes that share one transaction: more would keep others from the database for too long. */
const GROUP = 64;

/** A run within the transaction that it is written in. */
export interface RunWrite {
  queries: Queries;
  run: ClaimedRun;
  now: number;
  /** What becomes of the run's own row. */
  changes: Partial<RunRow>;
  /** Points alone are progress; all else is news. */
  news: boolean;
  progress: boolean;
}

interface Item {
  runId: string;
  /** Also a run that lies in the trash. */
  deletedToo: boolean;
  work(write: RunWrite): Promise<void>;
}

export interface RunWriterOptions {
  database: Database;
  changes: Changes;
  clock: Clock;
  workspaceId: string;
}

export type RunWriter = ReturnType<typeof createRunWriter>;

/** Writes to runs: each whole or not at all, many in one transaction. */
export function createRunWriter({ changes, clock, database, workspaceId }: RunWriterOptions) {
  async function apply(queries: Queries, item: Item): Promise<RunWrite> {
    const store = createJournalStore(queries, database.kind);
    const run = await store.claimRun(item.runId);
    if (run?.workspace_id !== workspaceId) {
      throw missing(`Run with id=${item.runId} not found`);
    }
    if (!item.deletedToo && (run.deleted_at ?? run.experiment_deleted_at) !== null) {
      throw invalid(`The run ${run.id} must be in the 'active' state. Current state is deleted.`);
    }
    const now = clock();
    const write: RunWrite = { queries, run, now, changes: {}, news: false, progress: false };
    await item.work(write);
    const { status } = write.changes;
    const course = { heard_at: now + QUIET_PATIENCE, updated_at: now, ...write.changes };
    await store.updateRun(run.id, course);
    if (status !== undefined && status !== run.status) {
      await store.touchExperiment(run.experiment_id, now);
    }
    return write;
  }

  const commit = createGroupCommit<Item, RunWrite>(
    items =>
      changes.commit(async (queries, announce) => {
        const store = createJournalStore(queries, database.kind);
        const outcomes: Outcome<RunWrite>[] = [];
        for (const item of items) {
          await store.savepoint();
          try {
            const result = await apply(queries, item);
            await store.release();
            if (result.news) {
              const action = result.changes.deleted_at ? 'deleted' : 'updated';
              announce(changeOf({ ...result.run, ...result.changes }, action));
            }
            outcomes.push({ result });
          } catch (error) {
            const problem = problemOf(error);
            if (problem !== undefined && problem !== 'unique' && problem !== 'reference') {
              // The database itself fails: so has the whole group.
              throw error;
            }
            await store.rollBack();
            await store.release();
            outcomes.push({ error });
          }
        }
        return outcomes;
      }),
    GROUP
  );

  return async (
    runId: string,
    work: (write: RunWrite) => Promise<void>,
    { deletedToo = false } = {}
  ): Promise<RunWrite> => {
    const write = await commit({ runId, work, deletedToo });
    if (write.progress) {
      const { id, name, workspace_id } = write.run;
      changes.progress({ kind: 'run', workspaceId: workspace_id, subjectId: id, name });
    }
    return write;
  };
}
