import type { Job as JobRecord, JobDetail } from '@atelier-ml/api';
import { formatNumber, formatTime, Link, tableBundle } from '../display/index.ts';

const stateOf = ({ message, position, state }: JobRecord): string =>
  [state, message ?? (position !== null && `${position} in the queue`)].filter(Boolean).join(': ');

const childrenOf = ({ children }: JobRecord): string =>
  Object.entries(children ?? {})
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');

const linkTo = ({ id, name }: JobRecord, label = name): Link =>
  new Link(label, { command: 'jobs:open-job', args: { id, name } });

const linkToRun = ({ name, run }: JobRecord): Link =>
  new Link(run, { command: 'experiments:open-run', args: { id: run, name } });

/** A job in a cell. */
export function jobBundle(job: JobDetail) {
  const { attempt, durationMs } = job;
  const { program } = job.spec;
  const facts: [string, unknown][] = [
    ['state', stateOf(job)],
    ['reason', job.reason === job.state ? '' : job.reason],
    ['runs', program.type === 'command' ? program.command : program.path],
    ['cluster', job.cluster.name],
    ['jobs', childrenOf(job)],
    ['attempt', attempt > 1 ? attempt : ''],
    ['submitted', formatTime(job.queuedAt)],
    ['took', durationMs === null ? '' : `${formatNumber(durationMs / 1000)} s`],
    ['experiment', job.experiment],
    ['run', job.startedAt === null ? '' : linkToRun(job)]
  ];
  return tableBundle({
    title: linkTo(job, `Job ${job.name}`),
    subtitle: job.id,
    columns: ['property', 'value'],
    rows: facts.filter(([, value]) => value)
  });
}

/** Jobs in a cell. */
export const jobListBundle = (items: readonly JobRecord[], total: number) =>
  tableBundle({
    title: 'Jobs',
    columns: ['name', 'state', 'cluster', 'user', 'submitted', 'took (s)', 'id'],
    rows: items.map(job => [
      linkTo(job),
      stateOf(job),
      job.cluster.name,
      job.user,
      formatTime(job.queuedAt),
      job.durationMs === null ? '' : job.durationMs / 1000,
      job.id
    ]),
    ...(items.length === 0 && {
      footer: 'There are none. %%job above a cell, or submitJob({ … }), submits one.'
    }),
    ...(total > items.length && {
      footer: `The last ${items.length} of ${formatNumber(total)}.`
    })
  });
