import type { BuildStep } from '@atelier-ml/api';
import { StatusBadge, useTrans } from '@atelier-ml/ui';
import * as React from 'react';

/** The steps of a build, and how each went. */
export function StepList({ steps }: { steps: readonly BuildStep[] }) {
  const trans = useTrans();
  const labels = {
    started: trans.__('Running'),
    cached: trans.__('From cache'),
    done: trans.__('Done'),
    failed: trans.__('Failed')
  };
  return (
    <ol className="atl-Environments-steps" aria-label={trans.__('Steps of the build')}>
      {steps.map(({ name, state }) => (
        <li key={name}>
          <StatusBadge
            tone={state === 'failed' ? 'error' : state === 'started' ? 'info' : 'success'}
            busy={state === 'started'}
          >
            {labels[state]}
          </StatusBadge>
          <code>{name}</code>
        </li>
      ))}
    </ol>
  );
}
