import type { RunDetail } from '@atelier-ml/api';
import { formatTime, icons, RelativeTime, useTrans } from '@atelier-ml/ui';
import * as React from 'react';

/** What is not as it should be: the run has failed, is in the trash, or nothing is heard of it. */
export function RunNotices({ run }: { run: RunDetail }) {
  const trans = useTrans();
  return (
    <>
      {run.deletedAt !== null && (
        <p className="atl-PageNotice" role="status">
          <icons.warning.react tag="span" />
          <span>
            {trans.__(
              'This run is in the trash since %1. Until the trash is emptied it can be restored.',
              formatTime(run.deletedAt)
            )}
          </span>
        </p>
      )}
      {run.status === 'stale' && (
        <p className="atl-PageNotice" role="status">
          <icons.warning.react tag="span" />
          <span>
            {trans.__(
              'Nothing has been heard of this run for a while. What it logs meanwhile is kept on its machine and will come in when it is back.'
            )}{' '}
            <RelativeTime time={run.updatedAt} />
          </span>
        </p>
      )}
      {run.error && (
        <div className="atl-Experiments-failure" role="alert">
          <icons.error.react tag="span" />
          <pre tabIndex={0} aria-label={trans.__('Error of the run')}>
            {run.error}
          </pre>
        </div>
      )}
    </>
  );
}
