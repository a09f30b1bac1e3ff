import type { Run, RunStatus } from '@atelier-ml/api';
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

/** Milliseconds that the run took; up to `now` while it runs, up to the last that was heard of a stale one. */
export function durationOf(
  run: Pick<Run, 'status' | 'startedAt' | 'endedAt' | 'updatedAt'>,
  now: number
): number {
  const end = run.endedAt ?? (run.status === 'stale' ? run.updatedAt : now);
  return Math.max(0, end - run.startedAt);
}
