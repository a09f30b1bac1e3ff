import type { ComputeInstance } from '@atelier-ml/api';
import { Card, EmptyState, formatDuration, icons, RelativeTime, useTrans } from '@atelier-ml/ui';
import * as React from 'react';

/** When an instance is started and stopped by itself. */
export function TimesCard({ instance }: { instance: ComputeInstance }) {
  const trans = useTrans();
  const { idle, idleShutdownMinutes, schedules } = instance;
  const isBare = idleShutdownMinutes === null && schedules.length === 0;
  return (
    <Card title={trans.__('Start and stop')}>
      {isBare && (
        <EmptyState
          icon={icons.clock}
          text={trans.__('It runs until somebody stops it. Edit it to have that done by itself.')}
        />
      )}
      {idleShutdownMinutes !== null && (
        <p className="atl-Compute-times">
          {trans.__(
            'It is stopped after %1 without work.',
            formatDuration(idleShutdownMinutes * MINUTE)
          )}{' '}
          {idle && (
            <>
              {trans.__('Nothing has worked on it since')} <RelativeTime time={idle.since} />.
            </>
          )}
        </p>
      )}
      {schedules.length > 0 && (
        <table className="atl-Table">
          <thead>
            <tr>
              <th scope="col">{trans.__('What')}</th>
              <th scope="col">{trans.__('When')}</th>
              <th scope="col">{trans.__('Time zone')}</th>
              <th scope="col">{trans.__('Next times')}</th>
            </tr>
          </thead>
          <tbody>
            {schedules.map(({ action, cron, next, timeZone }) => (
              <tr key={`${action} ${cron} ${timeZone}`}>
                <th scope="row">{action === 'start' ? trans.__('Start') : trans.__('Stop')}</th>
                <td className="atl-Compute-cron">
                  <code>{cron}</code>
                </td>
                <td>{timeZone}</td>
                <td>{next.map(time => inZone(time, timeZone)).join(' · ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

const MINUTE = 60_000;

/** As people of that place say it: `Fri 27 Nov, 08:00`. */
function inZone(time: number, timeZone: string): string {
  return new Date(time).toLocaleString(undefined, {
    ...({ weekday: 'short', day: 'numeric', month: 'short' } as const),
    ...({ hour: '2-digit', minute: '2-digit', timeZone } as const)
  });
}
