import { icons, useModel, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { IServerMonitor } from '../tokens.ts';
import { isAmiss, ServerAction } from './server-notice.tsx';

/** Says on a page that the server is away, so that what the page shows may be old. */
export function StaleNotice({ monitor }: { monitor: IServerMonitor }) {
  const trans = useTrans();
  useModel(monitor);
  if (!isAmiss(monitor)) {
    return null;
  }
  const isStarting = monitor.state === 'starting';
  const why = isStarting
    ? trans.__('The Atelier server is starting.')
    : (monitor.problem?.message ?? trans.__('The Atelier server is not running.'));
  return (
    <div className="atl-PageNotice" role="status">
      <icons.warning.react tag="span" />
      <span>
        {why} {trans.__('What this page shows may be old.')}
      </span>
      {!isStarting && <ServerAction monitor={monitor} isQuiet />}
    </div>
  );
}
