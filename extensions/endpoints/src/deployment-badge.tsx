import type { DeploymentState } from '@atelier-ml/api';
import type { Tone } from '@atelier-ml/ui';
import { StatusBadge, useTrans } from '@atelier-ml/ui';
import * as React from 'react';

const TONES: Record<DeploymentState, Tone> = {
  starting: 'info',
  running: 'success',
  stopping: 'info',
  stopped: 'neutral',
  failed: 'error'
};

/** The state of what serves an endpoint. */
export function DeploymentBadge({ state }: { state: DeploymentState }) {
  const trans = useTrans();
  const words: Record<DeploymentState, string> = {
    starting: trans.__('Starting'),
    running: trans.__('Running'),
    stopping: trans.__('Stopping'),
    stopped: trans.__('Stopped'),
    failed: trans.__('Failed')
  };
  return (
    <StatusBadge tone={TONES[state]} busy={state === 'starting' || state === 'stopping'}>
      {words[state]}
    </StatusBadge>
  );
}
