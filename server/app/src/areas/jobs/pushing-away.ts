import { toPreempt } from './queue.ts';
import type { JobRow } from './tables.ts';
import type { TaskEnd } from './task.ts';

/** A job that has nodes. */
export interface Underway {
  job: JobRow;
  stop: AbortController;
  /** By the ticker, since its first task runs. */
  startedAt?: number;
}

/**
 * Makes jobs of lower priority give way, as many as the wanted nodes need.
 * @param here all that have nodes of the same cluster
 * @param count nodes that the job lacks
 * @returns whether others give way to it: nobody may have their nodes before it
 */
export function pushAway(here: readonly Underway[], job: JobRow, count: number): boolean {
  const leaving = here.filter(each => each.stop.signal.aborted);
  const free = leaving.reduce((sum, each) => sum + each.job.nodes, 0);
  const running = here
    .filter(each => !each.stop.signal.aborted)
    .map(each => ({
      ...{ id: each.job.id, priority: each.job.priority, nodes: each.job.nodes, each },
      startedAt: each.startedAt ?? Infinity
    }));
  const wanted = { priority: job.priority, nodes: count - free };
  const message = `“${job.name}” of higher priority needs its node.`;
  const end: TaskEnd = { reason: 'preempted', message, exitCode: null };
  for (const { each } of free < count ? toPreempt(running, wanted) : []) {
    each.stop.abort(end);
  }
  return here.some(({ stop }) => (stop.signal.reason as TaskEnd)?.reason === 'preempted');
}
