import type { RunStatus } from '@atelier-ml/api';
import type { RunRow } from './tables.ts';

/** Milliseconds of silence after which a running run counts as stale. */
export const STALE_AFTER = 60_000;

/**
 * MLflow's clients say nothing between two writes, and an epoch may take days: they are taken to be
 * heard for so many milliseconds after each.
 */
export const QUIET_PATIENCE = 7 * 24 * 60 * 60_000;

type Heard = Pick<RunRow, 'status' | 'heard_at' | 'silent_at'>;

/**
 * A sign of life now: of a writer that may be quiet for long, or of one that tells often. It differs
 * from the one before whatever the clock says, so that whoever watches sees it.
 */
export function heardAt(
  { heard_at: before }: Pick<RunRow, 'heard_at'>,
  now: number,
  mayBeQuiet = false
): number {
  // Half of the patience is more than any clock is set back.
  const heard = mayBeQuiet || before > now + QUIET_PATIENCE / 2 ? now + QUIET_PATIENCE : now;
  return heard === before ? heard + 1 : heard;
}

/** Whether nothing was heard of it since a server has given up waiting. */
export function isSilent({ heard_at: heard, silent_at: silent, status }: Heard): boolean {
  return status === 'running' && silent === heard;
}

export function statusOf(run: Heard): RunStatus {
  return isSilent(run) ? 'stale' : run.status;
}
