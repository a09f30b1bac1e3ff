import { storedSpecOf } from './stored-spec.ts';
import type { JobRow } from './tables.ts';

/** Whether it has waited for its next attempt; also when the clock was set back meanwhile. */
export function isDue(job: JobRow, now: number): boolean {
  const { retryDelaySeconds } = storedSpecOf(job).spec;
  return job.not_before <= now || job.not_before - now > retryDelaySeconds * 1_000;
}

/** As the order of the queue needs it. */
export const queuedOf = (row: JobRow) => ({
  row,
  id: row.id,
  user: row.user_name,
  priority: row.priority,
  nodes: row.nodes,
  queuedAt: row.queued_at,
  index: row.array_index
});
