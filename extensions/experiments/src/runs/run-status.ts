import type { RunStatus } from '@atelier-ml/api';
import type { Tone } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';

/** Whether more may be logged to the run. */
export const isActive = (status: RunStatus): boolean => status === 'running' || status === 'stale';

export const STATUS_TONE: Readonly<Record<RunStatus, Tone>> = {
  running: 'info',
  stale: 'warning',
  finished: 'success',
  failed: 'error',
  killed: 'neutral'
};

/** The status as a word of the user's language. */
export function statusLabel(status: RunStatus, trans: TranslationBundle): string {
  const labels: Readonly<Record<RunStatus, string>> = {
    running: trans.__('Running'),
    stale: trans.__('Stale'),
    finished: trans.__('Finished'),
    failed: trans.__('Failed'),
    killed: trans.__('Killed')
  };
  return labels[status];
}

/** Milliseconds that the run took, or has taken up to `now`. */
export function durationOf(
  run: { startedAt: number; endedAt: number | null },
  now: number
): number {
  return Math.max(0, (run.endedAt ?? now) - run.startedAt);
}
