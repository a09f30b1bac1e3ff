import { AtelierError, JobSpec } from '@atelier-ml/api';
import type { Job, JobDetail, JobPriority, routes } from '@atelier-ml/api';
import { z } from 'zod';
import { cutPage, decodeCursor } from '../../drivers/database/index.ts';
import type { User } from '../../http/index.ts';
import type { Clock } from '../../identity.ts';
import { newId } from '../../identity.ts';
import type { Changes } from '../system/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { jobChange } from './changes.ts';
import { createClusterStore } from './clusters.store.ts';
import type { Clusters } from './clusters.service.ts';
import type { Environments } from '../environments/index.ts';
import type { Enqueue } from './enqueue.ts';
import type { HeldJobs } from './held-jobs.ts';
import { ACTIVE_STATES, createJobStore } from './jobs.store.ts';
import { presentDetail, presentJob, PRIORITIES } from './present.ts';
import type { JobSurroundings } from './present.ts';
import type { createQueueStore } from './queue.store.ts';
import { inOrder } from './queue.ts';
import { queuedOf } from './waiting-jobs.ts';
import type { Scheduler } from './scheduler.ts';
import { storedSpecOf } from './stored-spec.ts';
import type { JobRow } from './tables.ts';

type Listed = z.output<(typeof routes.jobs.list)['query']>;

export interface JobPlace {
  workspace: string;
  job: string;
}

export interface JobsOptions {
  changes: Changes;
  clock: Clock;
  clusters: Clusters;
  clusterStore: ReturnType<typeof createClusterStore>;
  enqueue: Enqueue;
  environments: Pick<Environments, 'ofImages'>;
  held: HeldJobs;
  queue: ReturnType<typeof createQueueStore>;
  scheduler: Scheduler;
  store: ReturnType<typeof createJobStore>;
  workspaces: Workspaces;
}

export type Jobs = ReturnType<typeof createJobs>;

export function createJobs(options: JobsOptions) {
  const { changes, clock, clusters, clusterStore, enqueue, environments, store } = options;
  const { scheduler, workspaces } = options;
  workspaces.addContent({
    what: 'jobs',
    count: (queries, workspaceId) => createJobStore(queries).count({ workspaceId, limit: 1 })
  });

  async function find({ job, workspace }: JobPlace, user: User): Promise<JobRow> {
    const { id, name } = await workspaces.resolve(workspace, user);
    const row = await store.find(job);
    if (row?.workspace_id !== id) {
      throw new AtelierError('not-found', `There is no such job in “${name}”.`, {
        remedy: 'Look at the list of jobs; it may have been deleted.'
      });
    }
    return row;
  }

  async function positionsIn(clusterIds: Iterable<string>): Promise<Map<string, number>> {
    const positions = new Map<string, number>();
    for (const id of clusterIds) {
      const waiting = await options.queue.waiting(id, clock());
      inOrder(waiting.map(queuedOf), new Map()).forEach((job, place) =>
        positions.set(job.id, place + 1)
      );
    }
    return positions;
  }

  async function surround(rows: JobRow[]): Promise<(row: JobRow) => JobSurroundings> {
    const ids = [...new Set(rows.map(row => row.cluster_id))];
    const found = new Map((await clusterStore.byIds(ids)).map(row => [row.id, row]));
    const queued = rows.filter(row => row.state === 'queued' && !row.is_array);
    const positions = await positionsIn(new Set(queued.map(row => row.cluster_id)));
    const arrays = rows.filter(row => row.is_array).map(row => row.id);
    const counts = await store.childrenOf(arrays);
    return row => {
      const own = counts.filter(each => each.parent_id === row.id);
      return {
        cluster: found.get(row.cluster_id)!,
        position: positions.get(row.id) ?? null,
        children: row.is_array ? childrenOf(own) : null,
        held: options.held.messageOf(row.id)
      };
    };
  }

  async function detail(row: JobRow): Promise<JobDetail> {
    const { image } = storedSpecOf(row);
    const named = await environments.ofImages(image === undefined ? [] : [image]);
    const around = { ...(await surround([row]))(row), environment: named.get(image ?? '') ?? null };
    return presentDetail(row, around, await store.tasksOf(row.id));
  }

  return {
    async list(place: { workspace: string }, query: Listed, user: User) {
      const workspaceId = (await workspaces.resolve(place.workspace, user)).id;
      const { cluster, cursor, limit, parent, schedule, search, state } = query;
      const clusterId = cluster && (await clusters.find({ ...place, cluster }, user)).id;
      const position = z.tuple([z.number(), z.string()]);
      const filter = {
        ...{ workspaceId, search, clusterId, parentId: parent, scheduleId: schedule },
        limit: limit + 1,
        states: state && (state === 'active' ? ACTIVE_STATES : [state]),
        after: cursor === undefined ? undefined : decodeCursor(cursor, position)
      };
      const { nextCursor, rows } = cutPage(await store.list(filter), limit, row => [
        row.array_index ?? row.queued_at,
        row.id
      ]);
      const around = await surround(rows);
      const items = rows.map((row): Job => presentJob(row, around(row)));
      return { items, total: await store.count(filter), nextCursor };
    },
    get: async (place: JobPlace, user: User) => detail(await find(place, user)),
    async create(
      place: { workspace: string },
      { id = newId(), ...spec }: JobSpec & { id?: string },
      user: User
    ): Promise<JobDetail> {
      const known = await store.find(id);
      if (known) {
        return detail(await find({ ...place, job: id }, user));
      }
      const cluster = await clusters.find({ ...place, cluster: spec.cluster }, user);
      return detail(await enqueue.submit(cluster, spec, id, user));
    },
    async update(place: JobPlace, { priority }: { priority: JobPriority }, user: User) {
      const row = await find(place, user);
      if (row.state !== 'queued') {
        throw new AtelierError('not-ready', `“${row.name}” does not wait any more.`, {
          remedy: 'Only the place of a job that waits can be changed.'
        });
      }
      const changed = { priority: PRIORITIES.indexOf(priority), updated_at: clock() };
      const updated = await changes.commit(async (queries, announce) => {
        announce(jobChange(row, 'updated'));
        return createJobStore(queries).update(row.id, changed);
      });
      scheduler.poke();
      return detail(updated ?? row);
    },
    async cancel(place: JobPlace, user: User): Promise<JobDetail> {
      const row = await find(place, user);
      const asked = await changes.commit(async (queries, announce) => {
        const within = createJobStore(queries);
        const now = clock();
        const own = await within.askToCancel({ id: row.id }, now);
        const below = row.is_array ? await within.askToCancel({ parentId: row.id }, now) : [];
        announce(jobChange(row, 'updated'));
        return [...own, ...below];
      });
      scheduler.cancel(
        asked.map(job => job.id),
        user.name || user.username
      );
      return detail((await store.find(row.id)) ?? row);
    },
    async resubmit(
      place: JobPlace,
      secrets: Record<string, string>,
      user: User
    ): Promise<JobDetail> {
      const { spec } = storedSpecOf(await find(place, user));
      const missing = spec.secrets.filter(name => !(name in secrets));
      if (missing.length) {
        throw new AtelierError('invalid-input', `The job needs ${missing.join(', ')} again.`, {
          remedy: 'Secrets are dropped when a job has ended: give them anew.',
          fields: missing.map(name => ({ path: `body.secrets.${name}`, message: 'is missing' }))
        });
      }
      const cluster = await clusters.find({ ...place, cluster: spec.cluster }, user);
      const again = JobSpec.parse({ ...spec, secrets });
      return detail(await enqueue.submit(cluster, again, newId(), user));
    },
    async delete(place: JobPlace, user: User): Promise<void> {
      const row = await find(place, user);
      if (row.ended_at === null) {
        throw new AtelierError('in-use', `“${row.name}” has not ended.`, {
          remedy: 'Cancel it first.'
        });
      }
      await changes.commit(async (queries, announce) => {
        await createJobStore(queries).delete(row.id);
        await createClusterStore(queries).forgetRetired(row.cluster_id);
        announce(jobChange(row, 'deleted'));
      });
    }
  };
}

function childrenOf(counts: { state: string; count: number }[]): Job['children'] {
  const zero = { queued: 0, starting: 0, running: 0, finished: 0, failed: 0, cancelled: 0 };
  return { ...zero, ...Object.fromEntries(counts.map(({ count, state }) => [state, count])) };
}
