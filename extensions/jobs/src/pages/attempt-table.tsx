import type { JobDetail, JobTask } from '@atelier-ml/api';
import { EmptyState, formatDuration, icons, StatusBadge, useTrans } from '@atelier-ml/ui';
import type { Tone } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

function toneOf({ reason, state }: JobTask): Tone {
  if (state !== 'ended') {
    return 'info';
  }
  return reason === 'finished' ? 'success' : reason === 'cancelled' ? 'warning' : 'error';
}

function reasonLabel({ reason, state }: JobTask, trans: TranslationBundle): string {
  if (state !== 'ended' || reason === null) {
    return state === 'starting' ? trans.__('Starting') : trans.__('Running');
  }
  return {
    finished: trans.__('Finished'),
    'exit-code': trans.__('Failed'),
    'out-of-memory': trans.__('Out of memory'),
    'timed-out': trans.__('Timed out'),
    cancelled: trans.__('Cancelled'),
    preempted: trans.__('Pushed away'),
    lost: trans.__('Lost'),
    'not-started': trans.__('Not started'),
    'outputs-not-kept': trans.__('Outputs not kept')
  }[reason];
}

/** What each attempt has run on each node, and how that ended. */
export function AttemptTable({ job }: { job: JobDetail }) {
  const trans = useTrans();
  if (!job.tasks.length) {
    return <EmptyState icon={icons.play} text={trans.__('It waits for its first attempt.')} />;
  }
  return (
    <div className="atl-Jobs-scroll" tabIndex={0} role="region" aria-label={trans.__('Attempts')}>
      <table className="atl-Table">
        <thead>
          <tr>
            <th scope="col">{trans.__('Attempt')}</th>
            <th scope="col">{trans.__('Node')}</th>
            <th scope="col">{trans.__('State')}</th>
            <th scope="col">{trans.__('Exit code')}</th>
            <th scope="col">{trans.__('Duration')}</th>
            <th scope="col">{trans.__('Message')}</th>
          </tr>
        </thead>
        <tbody>
          {job.tasks.map(task => (
            <tr key={`${task.attempt} ${task.rank}`}>
              <th scope="row">{task.attempt}</th>
              <td>{task.rank}</td>
              <td>
                <StatusBadge tone={toneOf(task)} busy={task.state !== 'ended'}>
                  {reasonLabel(task, trans)}
                </StatusBadge>
              </td>
              <td>{task.exitCode ?? '–'}</td>
              <td>{task.durationMs !== null ? formatDuration(task.durationMs) : '–'}</td>
              <td>{task.message ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
