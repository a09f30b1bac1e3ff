import type { Run } from '@atelier-ml/api';
import { StatusBadge, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { STATUS_TONE, statusLabel } from './run-status.ts';

/** The state of a run; what it failed with stands in the title. */
export function RunStatusBadge({ run }: { run: Pick<Run, 'status' | 'error'> }) {
  const trans = useTrans();
  const stale = trans.__(
    'It said that it was running, but nothing has been heard of it for a minute.'
  );
  return (
    <StatusBadge
      tone={STATUS_TONE[run.status]}
      busy={run.status === 'running'}
      title={run.error ?? (run.status === 'stale' ? stale : undefined)}
    >
      {statusLabel(run.status, trans)}
    </StatusBadge>
  );
}
