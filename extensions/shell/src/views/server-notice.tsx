import { Button, CodeBlock, icons, useModel, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { IServerMonitor } from '../tokens.ts';

/** Whether there is anything amiss that the user should know. */
export const isDown = ({ state }: IServerMonitor) =>
  state === 'failed' || state === 'stopped' || state === 'starting';

/** Why the server is down, its last lines, and a button that starts it again. Nothing while it is well. */
export function ServerNotice({ monitor }: { monitor: IServerMonitor }) {
  const trans = useTrans();
  useModel(monitor);
  if (!isDown(monitor)) {
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
  const { problem, log } = monitor;
  return (
    <div className="atl-State atl-mod-error" role="alert">
      <span className="atl-State-figure">
        <icons.warning.react tag="span" />
      </span>
      <p className="atl-State-title">
        {problem?.message ?? trans.__('The Atelier server is not running.')}
      </p>
      {problem?.remedy && <p>{problem.remedy}</p>}
      <p>{trans.__('Notebooks go on working; nothing that was logged is lost.')}</p>
      <Button variant="primary" icon={icons.refresh} onClick={() => void monitor.restart()}>
        {trans.__('Restart the server')}
      </Button>
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
