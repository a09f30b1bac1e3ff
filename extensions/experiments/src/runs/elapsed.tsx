import type { Run } from '@atelier-ml/api';
import { formatDuration } from '@atelier-ml/ui';
import * as React from 'react';
import { durationOf } from './run-status.ts';

/** How long a run took; while it runs, how long by now. */
export function Elapsed({ run }: { run: Run }) {
  const [, tick] = React.useReducer((count: number) => count + 1, 0);
  const running = run.status === 'running';
  React.useEffect(() => {
    if (!running) {
      return;
    }
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, [running]);
  const duration = durationOf(run, Date.now());
  return <>{formatDuration(running ? Math.floor(duration / 1_000) * 1_000 : duration)}</>;
}
