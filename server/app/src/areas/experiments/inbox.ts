import type { Database, Queries } from '../../drivers/database/index.ts';
import type { Clock } from '../../identity.ts';
import type { Change, Changes } from '../system/index.ts';
import { createGroupCommit } from './group-commit.ts';
import type { HotRun, HotRuns } from './hot-runs.ts';
import { foldInbox } from './inbox-fold.ts';
import type { FoldOutcome } from './inbox-fold.ts';
import { encodeRecord } from './inbox-record.ts';
import { createInboxStore } from './inbox.store.ts';
import { createPointBatch, withoutFirst } from './point-batch.ts';
import type { PointBatch } from './point-batch.ts';

export interface InboxOptions {
  database: Database;
  changes: Changes;
  clock: Clock;
  hot: HotRuns;
  /** Told of a failure to sort in, which is tried again. */
  onTrouble(error: unknown): void;
}

/** Work in one transaction with what lies in the inbox, after it. */
type Work<T> = (queries: Queries, announce: (change: Change) => void) => Promise<T>;

/** Milliseconds that points lie here at most, unless somebody reads before. */
const SORTED_EVERY = 250;
/** Points after which they are sorted in at once, so that memory stays small. */
const MOST_POINTS = 200_000;
const TRIED_AGAIN = 5_000;
const GROUP = 256;

interface Item {
  run: HotRun;
  batch: PointBatch;
}

export type Inbox = ReturnType<typeof createInbox>;

/**
 * Where points are made durable: what arrives at once becomes one row, with one wait for the disk.
 * Some tenths of a second later, or before anybody reads, they are sorted into their runs.
 */
export function createInbox({ changes, clock, database, hot, onTrouble }: InboxOptions) {
  const { kind } = database;
  const store = createInboxStore(database.queries, kind);
  const known = new Map<number, PointBatch[]>();
  const heard = new Set<string>();
  let points = 0;
  let timer: NodeJS.Timeout | undefined;
  let folding: Promise<unknown> = Promise.resolve();
  let waiting: Promise<void> | undefined;

  const commitInGroup = createGroupCommit<Item, void>(async items => {
    // One whose forerunner has failed would leave a gap.
    const sound = items.filter(({ run }) => !run.broken);
    const batches = sound.map(({ batch }) => batch).filter(({ values }) => values.length);
    try {
      if (batches.length) {
        known.set(await store.add(encodeRecord(batches)), batches);
        batches.forEach(({ values }) => (points += values.length));
        schedule();
      }
    } catch (error) {
      sound.forEach(({ run }) => hot.breakOff(run));
      throw error;
    }
    return items.map(({ run }) =>
      run.broken ? { error: new BrokenOff() } : { result: undefined }
    );
  }, GROUP);

  function schedule(delay = points < MOST_POINTS ? SORTED_EVERY : 0): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      settle().catch((error: unknown) => {
        onTrouble(error);
        schedule(TRIED_AGAIN);
      });
    }, delay).unref();
  }

  /** Sorts in, then does the work, all in one transaction; one after the other. */
  function withInbox<T>(work: Work<T>): Promise<T> {
    const done = folding.then(async () => {
      clearTimeout(timer);
      timer = undefined;
      const signs = [...heard];
      heard.clear();
      points = 0;
      let outcome: FoldOutcome | undefined;
      const result = await changes.commit(async (queries, announce) => {
        outcome = await foldInbox(queries, kind, { known, heard: signs, now: clock() });
        outcome.changes.forEach(announce);
        return work(queries, announce);
      });
      outcome!.ids.forEach(id => known.delete(id));
      learn(outcome!);
      return result;
    });
    folding = done.catch(() => {});
    return done;
  }

  function learn({ runs, sources }: FoldOutcome): void {
    for (const run of runs) {
      if ((run.deleted_at ?? run.experiment_deleted_at) === null) {
        hot.learn(run);
      } else {
        hot.forget(run.id);
      }
    }
    for (const { acknowledged, run_id: id, source } of sources) {
      const run = hot.find(id);
      if (run) {
        hot.learn({ id, workspace_id: run.workspaceId, name: run.name }, source, acknowledged);
      }
    }
  }

  /** Resolves when all that was acknowledged before is sorted in. */
  async function settle(): Promise<void> {
    const isEmpty = !heard.size && (kind === 'sqlite' ? !known.size : await store.isEmpty());
    if (isEmpty) {
      await folding;
      return;
    }
    // Those that wait for the next turn share it.
    waiting ??= folding.then(() => {
      waiting = undefined;
      return withInbox(async () => {});
    });
    await waiting;
  }

  return {
    withInbox,
    settle,
    /**
     * Makes points durable. @returns the number of its source that is durable then, or undefined
     * when the batch has to be looked at with what is stored
     */
    async accept(run: HotRun, batch: PointBatch): Promise<number | undefined> {
      const { firstSeq, source, values } = batch;
      let fresh = batch;
      let last = 0;
      if (source !== undefined) {
        const accepted = run.accepted.get(source);
        if (accepted === undefined || firstSeq > accepted + 1) {
          return undefined;
        }
        fresh = withoutFirst(batch, Math.min(values.length, accepted + 1 - firstSeq));
        last = Math.max(accepted, firstSeq + values.length - 1);
        run.accepted.set(source, last);
      }
      // A batch without news waits too: what it repeats may still be on its way to the disk.
      await commitInGroup({ run, batch: fresh });
      return last;
    },
    /** A sign of life. @returns the number of its source that is durable, if that is known */
    async hear(run: HotRun, source: string): Promise<number | undefined> {
      const accepted = run.accepted.get(source);
      if (accepted !== undefined) {
        heard.add(run.id);
        schedule();
        await commitInGroup({ run, batch: emptyBatch(run.id, source) });
      }
      return accepted;
    },
    /** Sorts in what an earlier server has left. */
    recover: () => withInbox(async () => {}),
    async stop(): Promise<void> {
      clearTimeout(timer);
      await settle();
    }
  };
}

function emptyBatch(runId: string, source: string): PointBatch {
  return createPointBatch({ runId, source, firstSeq: 1 });
}

/** The batch has not been looked at. */
export class BrokenOff extends Error {}
