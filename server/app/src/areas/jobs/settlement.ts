import type { Clock } from '../../identity.ts';
import type { Changes } from '../system/index.ts';
import { clusterChange, jobChange } from './changes.ts';
import { createClusterStore } from './clusters.store.ts';
import { createJobStore } from './jobs.store.ts';
import type { Stopwatch } from './stopwatch.ts';
import { storedSpecOf } from './stored-spec.ts';
import type { ClusterRow, JobRow } from './tables.ts';
import type { TaskEnd } from './task.ts';

/** So often a job is begun anew that was lost with its machine, before that counts as failed. */
const MOST_LOSSES = 3;

/** What becomes of a job whose attempt has ended like this. */
export function afterAttempt(job: JobRow, end: TaskEnd, now: number): Partial<JobRow> {
  const { maxRetries, retryDelaySeconds } = storedSpecOf(job).spec;
  const told = { reason: end.reason, message: end.message, exit_code: end.exitCode };
  const again = { ...told, state: 'queued', updated_at: now };
  const over = { ...told, secrets: null, ended_at: now, updated_at: now };
  if (end.reason === 'finished') {
    return { ...over, state: 'finished' };
  }
  if (end.reason === 'cancelled' || job.is_cancelled) {
    return { ...over, state: 'cancelled' };
  }
  if (end.reason === 'preempted') {
    return { ...again, not_before: 0 };
  }
  if (end.reason === 'lost' && job.losses < MOST_LOSSES) {
    return { ...again, losses: job.losses + 1, not_before: 0 };
  }
  const failures = job.failures + 1;
  return failures <= maxRetries
    ? { ...again, failures, not_before: now + retryDelaySeconds * 1_000 }
    : { ...over, failures, state: 'failed' };
}

export interface SettlementOptions {
  changes: Changes;
  clock: Clock;
  stopwatch: Stopwatch;
  store: ReturnType<typeof createJobStore>;
  endArray(array: JobRow, end: TaskEnd): Promise<void>;
}

/** Writes down how attempts, and with their last one arrays, have ended. */
export function createSettlement(options: SettlementOptions) {
  const { changes, clock, endArray, stopwatch, store } = options;
  /** An array is what its jobs are, all together. */
  async function settleArray(id: string): Promise<void> {
    const array = await store.find(id);
    if (!array || array.ended_at !== null) {
      return;
    }
    const counts = new Map((await store.childrenOf([id])).map(row => [row.state, row.count]));
    const has = (...states: string[]): boolean => states.some(state => counts.get(state));
    const isOpen = has('queued', 'starting', 'running');
    const hasBegun = array.started_at !== null || has('running', 'finished', 'failed');
    const now = clock();
    if (hasBegun) {
      stopwatch.begin(id, array.started_at ?? now);
    }
    const ended = has('failed') ? 'failed' : has('cancelled') ? 'cancelled' : 'finished';
    const state = isOpen ? (hasBegun ? 'running' : 'queued') : ended;
    const failed = counts.get('failed');
    const changed = {
      state,
      ...(hasBegun && { started_at: array.started_at ?? now }),
      ...(!isOpen && {
        ended_at: now,
        duration_ms: stopwatch.read(id),
        secrets: null,
        reason: ended === 'failed' ? 'exit-code' : ended,
        message: failed ? `${failed} of its jobs ${failed === 1 ? 'has' : 'have'} failed.` : null
      })
    };
    if (state === array.state && isOpen) {
      return;
    }
    const updated = await changes.commit(async (queries, announce) => {
      const row = await createJobStore(queries).updateOpen(id, { ...changed, updated_at: now });
      announce(jobChange(array, 'updated'));
      return row;
    });
    if (!isOpen && updated) {
      stopwatch.forget(id);
      const { message } = updated;
      const reason = ended === 'failed' ? 'exit-code' : ended;
      await endArray(updated, { reason, exitCode: null, message });
    }
  }

  return {
    settleArray,
    /** An array runs as soon as one of its jobs does. */
    async noticeStart({ parent_id: array }: JobRow): Promise<void> {
      if (array !== null) {
        await settleArray(array);
      }
    },
    /** Frees the nodes, and queues the job again or ends it. */
    async settle(job: JobRow, cluster: ClusterRow | undefined, end: TaskEnd): Promise<void> {
      const hasEnded = await changes.commit(async (queries, announce) => {
        const within = createJobStore(queries);
        const known = await within.find(job.id);
        const after = known && afterAttempt(known, end, clock());
        if (known && after) {
          const isOver = after.ended_at !== undefined;
          const duration = isOver && { duration_ms: stopwatch.read(job.id) };
          await within.update(job.id, { ...after, ...duration });
          announce(jobChange(known, 'updated'));
        }
        await createClusterStore(queries).freeNodesOf(job.id, clock());
        if (cluster) {
          announce(clusterChange(cluster, 'updated'));
        }
        return (after?.ended_at ?? known?.ended_at) != null;
      });
      if (hasEnded) {
        stopwatch.forget(job.id);
      }
      if (job.parent_id !== null) {
        await settleArray(job.parent_id);
      }
    }
  };
}

export type Settlement = ReturnType<typeof createSettlement>;
