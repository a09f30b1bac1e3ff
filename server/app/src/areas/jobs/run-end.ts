import type { RunEntry } from './run-record.ts';
import type { TaskEnd } from './task.ts';

/** How the run of a job ends that has ended so. */
export function endEntry({ message, reason }: TaskEnd, at: number): RunEntry {
  const isStopped = reason === 'cancelled' || reason === 'preempted';
  const status = reason === 'finished' ? 'finished' : isStopped ? 'killed' : 'failed';
  return { type: 'end', at, status, ...(message !== null && { error: message.slice(0, 10_000) }) };
}
