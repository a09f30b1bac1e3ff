import type { Job } from '@atelier-ml/api';
import { StatusBadge } from '@atelier-ml/ui';
import type { Tone } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

const TONES: Record<Job['state'], Tone> = {
  queued: 'neutral',
  starting: 'info',
  running: 'info',
  finished: 'success',
  failed: 'error',
  cancelled: 'warning'
};

export function stateLabel(state: Job['state'], trans: TranslationBundle): string {
  return {
    queued: trans.__('Queued'),
    starting: trans.__('Starting'),
    running: trans.__('Running'),
    finished: trans.__('Finished'),
    failed: trans.__('Failed'),
    cancelled: trans.__('Cancelled')
  }[state];
}

export function JobState({ state, trans }: { state: Job['state']; trans: TranslationBundle }) {
  return (
    <StatusBadge tone={TONES[state]} busy={state === 'starting' || state === 'running'}>
      {stateLabel(state, trans)}
    </StatusBadge>
  );
}

export const isActive = ({ endedAt }: Job): boolean => endedAt === null;

/** Where it stands, in a few words. */
export function situationOf(job: Job, trans: TranslationBundle): string {
  if (job.state === 'queued' && job.position !== null) {
    return trans.__('%1 · place %2 in the queue', job.cluster.name, job.position);
  }
  if (job.children) {
    const all = Object.values(job.children).reduce((sum, count) => sum + count, 0);
    return trans.__('%1 · %2 of %3 finished', job.cluster.name, job.children.finished, all);
  }
  return job.cluster.name;
}
