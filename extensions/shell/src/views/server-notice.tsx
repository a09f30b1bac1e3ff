import { Button, CodeBlock, icons, useModel, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { IServerMonitor } from '../tokens.ts';

/** Whether there is anything amiss that the user should know. */
export const isAmiss = ({ state }: IServerMonitor) => state !== 'unknown' && state !== 'running';

/** Whether nothing can be shown; from a server that only hangs there is something, if old. */
export const isDown = (monitor: IServerMonitor) =>
  isAmiss(monitor) && monitor.state !== 'unresponsive';

/** What can be done: who cannot be reached cannot restart anything either. */
export function ServerAction({ monitor, isQuiet }: { monitor: IServerMonitor; isQuiet?: boolean }) {
  const trans = useTrans();
  const isAway = monitor.state === 'unreachable';
  return (
    <Button
      variant={isQuiet ? 'quiet' : 'primary'}
      icon={icons.refresh}
      onClick={() => void (isAway ? monitor.check() : monitor.restart())}
    >
      {isAway ? trans.__('Look again') : trans.__('Restart the server')}
    </Button>
  );
}

/** Why the server is down, its last lines, and a button that starts it again. Nothing while it is well. */
export function ServerNotice({ monitor }: { monitor: IServerMonitor }) {
  const trans = useTrans();
  useModel(monitor);
  if (!isAmiss(monitor)) {
    return null;
  }
  if (monitor.state === 'starting') {
    return (
      <div className="atl-State" role="status">
        <span className="atl-Spinner atl-mod-large" aria-hidden="true" />
        <p>{trans.__('The Atelier server is starting…')}</p>
      </div>
    );
  }
  const { problem } = monitor;
  const isAway = monitor.state === 'unreachable';
  const log = isAway ? [] : monitor.log;
  return (
    <div className="atl-State atl-mod-error" role="alert">
      <span className="atl-State-figure">
        <icons.warning.react tag="span" />
      </span>
      <p className="atl-State-title">
        {problem?.message ?? trans.__('The Atelier server is not running.')}
      </p>
      {problem?.remedy && <p>{problem.remedy}</p>}
      <p>
        {isAway
          ? trans.__('Until it is back no cell runs and nothing is saved.')
          : trans.__('Notebooks go on working; nothing that was logged is lost.')}
      </p>
      {monitor.state === 'unresponsive' && <p>{trans.__('What is shown here may be old.')}</p>}
      <ServerAction monitor={monitor} />
      {log.length > 0 && (
        <details className="atl-ServerNotice-log">
          <summary>{trans.__('Last lines of its log')}</summary>
          <CodeBlock
            label={trans.__('Log of the server')}
            code={log.map(readableLine).join('\n')}
            wrap
            maximumHeight={240}
          />
        </details>
      )}
    </div>
  );
}

/** The server logs JSON lines; people read level and message. */
function readableLine(line: string): string {
  try {
    const { time, level, message, msg } = JSON.parse(line) as Record<string, unknown>;
    const said = message ?? msg;
    return said === undefined ? line : [time, level, said].filter(Boolean).join(' ');
  } catch {
    return line;
  }
}
