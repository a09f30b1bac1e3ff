import { AtelierError } from '@atelier-ml/api';
import type { JournalEntry } from '@atelier-ml/api';
import type { Logger } from 'pino';
import { problemOf } from '../../drivers/database/index.ts';
import type { Database, Queries } from '../../drivers/database/index.ts';
import type { Storage } from '../../drivers/storage/index.ts';
import type { User } from '../../http/index.ts';
import type { Clock } from '../../identity.ts';
import type { Change, Changes } from '../system/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { createGroupCommit } from './group-commit.ts';
import type { Outcome } from './group-commit.ts';
import { createHotRuns } from './hot-runs.ts';
import type { HotRun } from './hot-runs.ts';
import { BrokenOff, createInbox } from './inbox.ts';
import { storeBatch } from './journal-batch.ts';
import type { Batch, StoredBatch } from './journal-batch.ts';
import type { LooseEntry } from './journal-fold.ts';
import { createJournalStore } from './journal.store.ts';
import { numberedPointsOf, pointsOf } from './point-batch.ts';
import type { PointBatch } from './point-batch.ts';

/** Requests that share one transaction: more would keep others from the database for too long. */
const GROUP = 64;

/** What one source of a run sends. */
export interface Journalled {
  /** Id, name or `~`, as a path names it. */
  workspace: string;
  user: User;
  runId: string;
  source: string;
  /** A function where they need not be looked at as long as their points are enough. */
  entries: JournalEntry[] | (() => JournalEntry[]);
  /** The same, if it is points alone and that is known. */
  points?: PointBatch;
}

/** What a writer says that does not number its entries. */
export interface LooseLog {
  /** The workspace that the run must lie in, or is opened in. */
  workspaceId: string;
  runId: string;
  entries: LooseEntry[];
  /** A param that says otherwise than before refuses the whole with `invalid-input`. */
  strictParams?: boolean;
}

export interface Journal {
  /**
   * Stores a batch, once however often it is sent. What it resolves to is durable.
   * @throws AtelierError `not-found`, `run-deleted`, `sequence-gap`, `invalid-content`
   */
  append(batch: Journalled): Promise<{ acknowledged: number }>;
  /**
   * Stores what a writer says that does not number its entries: sent again, it is stored again,
   * but for points that are the same in key, step, time and value. Opens a run whose first entry
   * is a `start`. What it resolves to is durable; batches of metrics alone are the quickest.
   * @throws AtelierError `not-found`, `run-deleted`, `invalid-content`, `invalid-input`
   */
  log(batch: LooseLog): Promise<void>;
  /** Where a run lies that is being logged to; undefined where that takes a look into the tables. */
  workspaceOf(runId: string): string | undefined;
  /** Resolves when all that was acknowledged before can be read in the tables. */
  settle(): Promise<void>;
  /** Forgets what it knows of runs: something else has changed them. */
  forget(): void;
  /** Sorts in what a server has left that was killed. */
  recover(): Promise<void>;
  stop(): Promise<void>;
}

export interface JournalOptions {
  database: Database;
  storage: Storage;
  changes: Changes;
  clock: Clock;
  workspaces: Workspaces;
  log: Logger;
}

export function createJournal(options: JournalOptions): Journal {
  const { changes, clock, database, log, storage, workspaces } = options;
  const { kind } = database;
  const hot = createHotRuns(kind, () => performance.now());
  const inbox = createInbox({
    changes,
    clock,
    database,
    hot,
    onTrouble: err => log.error({ err }, 'what was logged cannot be sorted in; it is kept')
  });

  /** One batch of a group: if it fails, the others go on. */
  async function attempt(
    queries: Queries,
    batch: Batch,
    announce: (change: Change) => void
  ): Promise<Outcome<StoredBatch>> {
    const store = createJournalStore(queries, kind);
    await store.savepoint();
    try {
      const result = await storeBatch(queries, kind, batch, clock());
      await store.release();
      result.changes.forEach(announce);
      return { result };
    } catch (error) {
      const problem = problemOf(error);
      if (problem !== undefined && problem !== 'unique' && problem !== 'reference') {
        // The database itself fails: so has the whole group.
        throw error;
      }
      await store.rollBack();
      await store.release();
      return { error };
    }
  }

  const commitInGroup = createGroupCommit<Batch, StoredBatch>(
    batches =>
      inbox.withInbox(async (queries, announce) => {
        const outcomes: Outcome<StoredBatch>[] = [];
        for (const batch of batches) {
          outcomes.push(await attempt(queries, batch, announce));
        }
        return outcomes;
      }),
    GROUP
  );

  function tellProgress(run: { workspaceId: string; id: string; name: string }): void {
    changes.progress({
      kind: 'run',
      workspaceId: run.workspaceId,
      subjectId: run.id,
      name: run.name
    });
  }

  /** All that is not points of a run that is known well. */
  async function storeWhole(batch: Batch): Promise<{ acknowledged: number }> {
    await requireContent(batch.entries, storage);
    const { acknowledged, run } = await commitInGroup(batch);
    if (run.deleted_at === null) {
      hot.learn(run, batch.source, acknowledged);
    }
    if (batch.entries.some(({ type }) => type === 'metric' || type === 'log')) {
      tellProgress({ workspaceId: run.workspace_id, id: run.id, name: run.name });
    }
    return { acknowledged };
  }

  /** @returns undefined when the batch has to go the long way */
  async function storePoints(run: HotRun, points: PointBatch): Promise<number | undefined> {
    const acknowledged = await unlessBroken(inbox.accept(run, points));
    if (acknowledged !== undefined) {
      tellProgress(run);
    }
    return acknowledged;
  }

  async function storeShort(
    workspaceId: string | undefined,
    { entries, points, runId, source }: Journalled
  ): Promise<number | undefined> {
    const run = hot.find(runId);
    if (!run || (workspaceId !== undefined && run.workspaceId !== workspaceId)) {
      return undefined;
    }
    if (Array.isArray(entries) && !entries.length) {
      return unlessBroken(inbox.hear(run, source));
    }
    const known =
      points ?? (Array.isArray(entries) ? numberedPointsOf(runId, source, entries) : undefined);
    return known && storePoints(run, known);
  }

  return {
    async append(batch) {
      const { runId, source, user } = batch;
      const anyWorkspace = batch.workspace === '~';
      // Whichever workspace is active now does not matter to a run that is there.
      const workspace = anyWorkspace ? undefined : await workspaces.resolve(batch.workspace, user);
      const acknowledged = await storeShort(workspace?.id, batch);
      if (acknowledged !== undefined) {
        return { acknowledged };
      }
      return storeWhole({
        workspace: workspace ?? (await workspaces.resolve('~', user)),
        anyWorkspace,
        runId,
        source,
        entries: Array.isArray(batch.entries) ? batch.entries : batch.entries()
      });
    },
    async log({ entries, runId, strictParams, workspaceId }) {
      const run = hot.find(runId);
      if (run?.workspaceId === workspaceId) {
        const points = pointsOf(runId, entries);
        if (points && (await storePoints(run, points)) !== undefined) {
          return;
        }
      }
      const workspace = { id: workspaceId };
      await storeWhole({ workspace, anyWorkspace: false, runId, entries, strictParams });
    },
    workspaceOf: runId => hot.find(runId)?.workspaceId,
    settle: inbox.settle,
    forget: hot.forgetAll,
    recover: inbox.recover,
    stop: inbox.stop
  };
}

async function unlessBroken<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BrokenOff) {
      return undefined;
    }
    throw error;
  }
}

/** An artifact is logged after its bytes have been stored. */
async function requireContent(entries: readonly LooseEntry[], storage: Storage): Promise<void> {
  for (const entry of entries) {
    if (entry.type !== 'artifact') {
      continue;
    }
    const blob = await storage.claim(entry.sha256);
    if (blob?.size !== entry.size) {
      throw new AtelierError(
        'invalid-content',
        blob
          ? `The stored content of the artifact “${entry.path}” has ${blob.size} bytes, not ${entry.size}.`
          : `The content of the artifact “${entry.path}” (${entry.sha256}) is not stored here.`,
        { remedy: 'Upload it with POST /api/blobs, then send the batch again.' }
      );
    }
  }
}
