import { AtelierError } from '@atelier-ml/api';
import type { JobDetail, Schedule, ScheduleTrigger, routes } from '@atelier-ml/api';
import type { Logger } from 'pino';
import { z } from 'zod';
import { cutPage, decodeCursor } from '../../../drivers/database/index.ts';
import type { Database } from '../../../drivers/database/index.ts';
import type { User } from '../../../http/index.ts';
import { newId } from '../../../identity.ts';
import type { Clock } from '../../../identity.ts';
import type { KeyVault } from '../../../key-vault.ts';
import { naming } from '../../../naming.ts';
import type { Ticker } from '../../../ticker.ts';
import type { Changes } from '../../system/index.ts';
import type { Workspaces } from '../../workspaces/index.ts';
import { scheduleChange } from '../changes.ts';
import type { Clusters } from '../clusters.service.ts';
import type { Enqueue } from '../enqueue.ts';
import type { Jobs } from '../jobs.service.ts';
import { createJobStore } from '../jobs.store.ts';
import type { ScheduleRow } from '../tables.ts';
import { createBackfills } from './backfills.ts';
import { presentSchedule, presentTime } from './present-schedule.ts';
import { columnsOf } from './schedule-draft.ts';
import { createScheduleJobStore } from './schedule-jobs.store.ts';
import { createScheduleSubmission, triggerOf } from './schedule-submission.ts';
import { watchSchedules } from './schedule-watch.ts';
import { createScheduleStore } from './schedules.store.ts';
import { checkTrigger, timingOf } from './timing.ts';

type Created = z.output<(typeof routes.schedules.create)['body']>;
type Updated = z.output<(typeof routes.schedules.update)['body']>;

export interface SchedulePlace {
  workspace: string;
  schedule: string;
}

export interface SchedulesOptions {
  changes: Changes;
  clock: Clock;
  clusters: Clusters;
  database: Database;
  enqueue: Enqueue;
  jobs: Jobs;
  scheduler: { poke(): void };
  ticker: Ticker;
  vault: KeyVault;
  workspaces: Workspaces;
  log: Logger;
}

export type Schedules = ReturnType<typeof createSchedules>;

/** Jobs that are submitted again and again. */
export function createSchedules(options: SchedulesOptions) {
  const { changes, clock, database, jobs, vault, workspaces } = options;
  const store = createScheduleStore(database.queries);
  const submission = createScheduleSubmission(options);
  const backfills = createBackfills({ changes, clock, database });
  workspaces.addContent({
    what: 'schedules',
    count: (queries, workspaceId) => createScheduleStore(queries).count(workspaceId)
  });

  async function find({ schedule, workspace }: SchedulePlace, user: User): Promise<ScheduleRow> {
    const { id, name } = await workspaces.resolve(workspace, user);
    return (await store.find(id, schedule)) ?? missing(schedule, name);
  }

  async function present(rows: ScheduleRow[]): Promise<Schedule[]> {
    const ids = rows.map(row => row.id);
    const made = createScheduleJobStore(database.queries);
    const waiting = await store.waitingCounts(ids);
    const active = await made.activeCounts(ids);
    const last = await made.lastOf(ids);
    return rows.map(row =>
      presentSchedule(row, {
        now: clock(),
        waiting: waiting.get(row.id) ?? 0,
        activeJobs: active.get(row.id) ?? 0,
        lastJob: last.get(row.id)
      })
    );
  }
  const presentOne = async (row: ScheduleRow): Promise<Schedule> => (await present([row]))[0]!;

  const nextOf = (trigger: ScheduleTrigger, isPaused: boolean): number | null =>
    (isPaused ? undefined : timingOf(trigger).next(clock(), 1)[0]) ?? null;

  /** The same with the code that it would be submitted with now; refuses what could not be. */
  async function checked(row: ScheduleRow, user: User): Promise<ScheduleRow> {
    const { row: job } = await submission.check(row, row.next_at ?? clock(), user);
    const sha256 = job.code_sha256;
    const spec = JSON.parse(row.spec) as object;
    return {
      ...row,
      code_sha256: sha256,
      spec: JSON.stringify({ ...spec, ...(sha256 !== null && { code: { sha256 } }) })
    };
  }

  const stopWatching = watchSchedules({
    ...{ ...options, submission },
    cancel: ({ id, workspace_id: workspace }, name) =>
      jobs.cancel({ workspace, job: id }, { username: 'local', name })
  });

  return {
    stop: stopWatching,
    async list(
      place: { workspace: string },
      { cursor, limit, search }: { cursor?: string; limit: number; search?: string },
      user: User
    ) {
      const { id } = await workspaces.resolve(place.workspace, user);
      const after = cursor === undefined ? undefined : decodeCursor(cursor, z.string());
      const found = await store.list(id, limit + 1, search, after);
      const { nextCursor, rows } = cutPage(found, limit, row => row.name);
      return { items: await present(rows), total: await store.count(id, search), nextCursor };
    },
    get: async (place: SchedulePlace, user: User) => presentOne(await find(place, user)),
    async preview(
      place: { workspace: string },
      { count, trigger }: { count: number; trigger: ScheduleTrigger },
      user: User
    ) {
      await workspaces.resolve(place.workspace, user);
      const now = clock();
      checkTrigger(trigger, now);
      return { times: timingOf(trigger).next(now, count) };
    },
    async create(place: { workspace: string }, body: Created, user: User): Promise<Schedule> {
      const { id: workspaceId } = await workspaces.resolve(place.workspace, user);
      const { id = newId(), ...input } = body;
      const known = await store.find(workspaceId, id);
      if (known?.id === id) {
        return presentOne(known);
      }
      const now = clock();
      checkTrigger(input.trigger, now);
      const draft = {
        ...{ id, workspace_id: workspaceId, code_sha256: null, problem: null, secrets: null },
        ...{ user_name: user.username, display_name: user.name || user.username },
        next_at: nextOf(input.trigger, input.paused),
        ...{ created_at: now, updated_at: now },
        ...columnsOf(input, vault, id)
      } as ScheduleRow;
      const row = await checked(draft, user);
      await naming('schedule', input.name, () =>
        changes.commit(async (queries, announce) => {
          await createScheduleStore(queries).insert(row);
          announce(scheduleChange(row, 'created'));
        })
      );
      return presentOne(row);
    },
    async update(place: SchedulePlace, input: Updated, user: User): Promise<Schedule> {
      const row = await find(place, user);
      const now = clock();
      if (input.trigger) {
        checkTrigger(input.trigger, now);
      }
      const isPaused = input.paused ?? row.paused === 1;
      const isRetimed = input.trigger !== undefined || input.paused !== undefined;
      const secrets = { ...submission.secretsOf(row), ...input.job?.secrets };
      const changed: ScheduleRow = {
        ...row,
        ...columnsOf({ ...input, job: input.job && { ...input.job, secrets } }, vault, row.id),
        ...(isRetimed && { next_at: nextOf(input.trigger ?? triggerOf(row), isPaused) }),
        updated_at: now
      };
      const kept = input.job ? { ...(await checked(changed, user)), problem: null } : changed;
      const updated = await naming('schedule', kept.name, () =>
        changes.commit(async (queries, announce) => {
          const within = createScheduleStore(queries);
          if (isPaused && row.paused === 0) {
            await within.skip(row.id, ['schedule', 'catch-up'], 'The schedule was paused.', now);
          }
          announce(scheduleChange(kept, 'updated'));
          return within.update(row.id, kept);
        })
      );
      return presentOne(updated ?? kept);
    },
    async delete(place: SchedulePlace, user: User): Promise<void> {
      const row = await find(place, user);
      await changes.commit(async (queries, announce) => {
        await createScheduleStore(queries).delete(row.id);
        announce(scheduleChange(row, 'deleted'));
      });
    },
    async run(place: SchedulePlace, user: User): Promise<JobDetail> {
      const { id } = await submission.run(await find(place, user), user);
      return jobs.get({ workspace: place.workspace, job: id }, user);
    },
    async times(
      place: SchedulePlace,
      { cursor, limit }: { cursor?: string; limit: number },
      user: User
    ) {
      const { id } = await find(place, user);
      const position = z.tuple([z.number(), z.number()]);
      const after = cursor === undefined ? undefined : decodeCursor(cursor, position);
      const found = await store.times(id, limit + 1, after);
      const { nextCursor, rows } = cutPage(found, limit, row => [row.at, row.is_manual]);
      const ids = rows.flatMap(row => row.job_id ?? []);
      const made = await createJobStore(database.queries).byIds(ids);
      const byId = new Map(made.map(job => [job.id, job]));
      const items = rows.map(row => presentTime(row, byId.get(row.job_id ?? '')));
      return { items, total: await store.countTimes(id), nextCursor };
    },
    backfill: async (place: SchedulePlace, range: { from: number; to: number }, user: User) =>
      backfills.add(await find(place, user), range),
    async cancelBackfill(place: SchedulePlace, user: User): Promise<Schedule> {
      const row = await find(place, user);
      await backfills.cancel(row, user);
      return presentOne(row);
    }
  };
}

function missing(schedule: string, workspace: string): never {
  throw new AtelierError('not-found', `There is no schedule “${schedule}” in “${workspace}”.`, {
    remedy: 'Look at the list of schedules; it may have been renamed or deleted.'
  });
}
