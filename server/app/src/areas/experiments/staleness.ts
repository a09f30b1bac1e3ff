import type { RunStatus } from '@atelier-ml/api';
import type { RunRow } from './tables.ts';

/** Milliseconds of silence after which a running run counts as stale. */
export const STALE_AFTER = 60_000;

/** When a run was heard that sends no signs of life: MLflow's clients say nothing between points. */
export const NEVER_SILENT = 8_640_000_000_000_000;

export function statusOf(run: Pick<RunRow, 'status' | 'heard_at'>, now: number): RunStatus {
  return run.status === 'running' && run.heard_at < now - STALE_AFTER ? 'stale' : run.status;
}
