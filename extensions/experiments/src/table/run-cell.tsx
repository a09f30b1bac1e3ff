import type { Run } from '@atelier-ml/api';
import { toNumber } from '@atelier-ml/api';
import { formatNumber, formatTime, RelativeTime } from '@atelier-ml/ui';
import * as React from 'react';
import { Elapsed, RunStatusBadge } from '../runs/index.ts';
import { fieldOf, plainValue } from './column-ref.ts';
import type { ColumnRef } from './column-ref.ts';

/** What a run has in a column. */
export function RunCell({ run, column }: { run: Run; column: ColumnRef }) {
  const { kind, key } = fieldOf(column);
  if (kind === 'metric') {
    const summary = run.metrics[key];
    return summary ? <>{formatNumber(toNumber(summary.last))}</> : <Missing />;
  }
  switch (column) {
    case 'status':
      return <RunStatusBadge run={run} />;
    case 'started':
      return <RelativeTime time={run.startedAt} />;
    case 'ended':
      return run.endedAt === null ? <Missing /> : <>{formatTime(run.endedAt)}</>;
    case 'duration':
      return <Elapsed run={run} />;
    default: {
      const value = plainValue(run, column);
      return value === null ? <Missing /> : <>{value}</>;
    }
  }
}

const Missing = () => <span className="atl-RunTable-missing">–</span>;
