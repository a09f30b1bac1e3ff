import type { RunStatus } from '@atelier-ml/api';
import type { RunRow } from './tables.ts';

/** Milliseconds of silence after which a running run counts as stale. */
export const STALE_AFTER = 60_000;

/**
 * MLflow's clients say nothing between two writes, and an epoch may take days: they are taken to be
 * heard for so many milliseconds after each.
 */
export const QUIET_PATIENCE = 7 * 24 * 60 * 60_000;

/** A sign of life now: of a writer that may be quiet for long, or of one that tells often. */
export function heardAt({ heard_at: before }: Pick<RunRow, 'heard_at'>, now: number): number {
  // half of the patience is more than any clock is set back
  return before > now + QUIET_PATIENCE / 2 ? now + QUIET_PATIENCE : now;
}

export function statusOf(run: Pick<RunRow, 'status' | 'heard_at'>, now: number): RunStatus {
  return run.status === 'running' && run.heard_at < now - STALE_AFTER ? 'stale' : run.status;
}
