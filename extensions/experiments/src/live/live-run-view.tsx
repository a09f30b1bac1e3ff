import type { RunDetail } from '@atelier-ml/api';
import { EmptyState, ErrorState, icons, LoadingState, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { LiveRun } from './live-run.ts';
import { useLive } from './use-live.ts';

/** Shows a run once it is there; before, its loading; else, why not. What is known stays in sight. */
export function LiveRunView(props: {
  run: LiveRun;
  children: (value: RunDetail) => React.ReactElement;
}) {
  const { run, children } = props;
  const trans = useTrans();
  useLive(run);
  if (run.value) {
    return (
      <>
        {run.state === 'gone' && (
          <Notice text={trans.__('This run has been deleted; this is what was known last.')} />
        )}
        {run.state === 'ready' && run.error !== null && (
          <Notice text={trans.__('The server cannot be reached; this is what was known last.')} />
        )}
        {children(run.value)}
      </>
    );
  }
  if (run.state === 'gone') {
    return (
      <EmptyState
        icon={icons.run}
        title={trans.__('No such run')}
        text={trans.__('The run has been deleted, or it has not reached the server yet.')}
      />
    );
  }
  return run.state === 'error' ? (
    <ErrorState error={run.error} onRetry={() => void run.reload()} />
  ) : (
    <LoadingState rows={6} />
  );
}

function Notice({ text }: { text: string }) {
  return (
    <div className="atl-PageNotice" role="status">
      <icons.warning.react tag="span" />
      <span>{text}</span>
    </div>
  );
}
