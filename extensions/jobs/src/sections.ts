import { CountModel } from '@atelier-ml/shell';
import type { CountModelOptions } from '@atelier-ml/shell';
import { AttachedCommands } from './attached-commands.ts';
import { createAttachedList } from './attached-list.tsx';
import { ClusterCommands } from './cluster-commands.ts';
import { createClusterList } from './cluster-list.tsx';
import { JobCommands } from './job-commands.ts';
import { createJobList } from './job-list.tsx';
import { ScheduleCommands } from './schedule-commands.ts';
import { createScheduleList } from './schedule-list.tsx';
import type { JobServices } from './services.ts';

/** What the area adds to the panel Compute. */
export function addSections(services: JobServices): void {
  const { client, panels, scope, trans } = services;
  const { attached, clusters, jobs, schedules } = client.api;
  const one = () => ({ params: { workspace: scope.reference }, query: { limit: 1 } });
  const counting = (options: Pick<CountModelOptions, 'kinds' | 'fetchPage' | 'describe'>) => () =>
    new CountModel({ ...services, ...options });
  panels.addSection('compute', {
    id: 'clusters',
    title: trans.__('Clusters'),
    rank: 1.3,
    actions: [{ command: ClusterCommands.create }],
    createCount: counting({ kinds: ['cluster'], fetchPage: () => clusters.list(one()) }),
    createContent: () => createClusterList(services)
  });
  panels.addSection('compute', {
    id: 'attached',
    title: trans.__('Attached'),
    rank: 1.5,
    actions: [{ command: AttachedCommands.create }],
    createCount: counting({ kinds: ['compute', 'cluster'], fetchPage: () => attached.list(one()) }),
    createContent: () => createAttachedList(services)
  });
  panels.addSection('compute', {
    id: 'jobs',
    title: trans.__('Jobs'),
    rank: 1.6,
    actions: [{ command: JobCommands.submit }],
    createCount: counting({
      kinds: ['job'],
      fetchPage: () => jobs.list({ ...one(), query: { limit: 1, state: 'active' } }),
      describe: total => trans._n('%1 active', '%1 active', total)
    }),
    createContent: () => createJobList(services)
  });
  panels.addSection('compute', {
    id: 'schedules',
    title: trans.__('Schedules'),
    rank: 1.7,
    actions: [{ command: ScheduleCommands.create }],
    createCount: counting({ kinds: ['schedule'], fetchPage: () => schedules.list(one()) }),
    createContent: () => createScheduleList(services)
  });
}
