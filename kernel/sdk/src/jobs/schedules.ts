import { hasCode } from '@atelier-ml/api';
import type {
  Schedule as ScheduleRecord,
  ScheduleCatchUp,
  ScheduleConcurrency,
  ScheduleTrigger
} from '@atelier-ml/api';
import { cutFooter, displaySymbol, tableBundle } from '../display/index.ts';
import type { Displayable } from '../display/index.ts';
import { jobFrom } from './job-options.ts';
import type { JobOptions } from './job-options.ts';
import type { JobScope } from './job-scope.ts';
import { momentOf, nextText, Schedule, triggerText } from './schedule.ts';
import type { Moment } from './schedule.ts';

/** When a schedule submits: by cron, or every so many seconds. */
export type ScheduleTiming = (
  | {
      /** Minute, hour, day, month, weekday: `0 8 * * 1-5`. */
      cron: string;
      every?: never;
    }
  | {
      /** Seconds, at least ten. */
      every: number;
      cron?: never;
    }
) & {
  /** Time zone such as `Europe/Berlin`; that of this process if left out. */
  zone?: string;
  /** No time lies before. */
  from?: Moment;
  /** No time lies after. */
  until?: Moment;
};

export type ScheduleOptions = ScheduleTiming & {
  /** Its code is kept as it is now. `${{schedule.date}}` and the like stand for the time of a job. */
  job: JobOptions;
  description?: string;
  /** What happens when a job of it has not ended: `allow` another one if left out. */
  concurrency?: ScheduleConcurrency;
  /** What happens to times at which no server was there: `skip` if left out. */
  catchUp?: ScheduleCatchUp;
  /** Jobs that `catchUp: 'all'` submits at most; 10 if left out. */
  catchUpLimit?: number;
  paused?: boolean;
};

/** The schedules of a workspace. */
export interface Schedules {
  /**
   * Has a job submitted again and again. A schedule of that name gets these times and this job; what the
   * options leave out stays as it is.
   *
   * @throws AtelierError `invalid-input`, `not-found` as `submitJob` does
   */
  set(name: string, options: ScheduleOptions): Promise<Schedule>;
  /** @throws AtelierError `not-found` */
  get(name: string): Promise<Schedule>;
  /** The first 1,000. */
  list(search?: string): Promise<ScheduleRecord[] & Displayable>;
  /** The next times that there would be. */
  preview(timing: ScheduleTiming, count?: number): Promise<Date[]>;
}

export function createSchedules(scope: JobScope): Schedules {
  const { client, params } = scope;

  const place = async (name: string, body: Omit<Parameters<typeof create>[0], 'name'>) => {
    try {
      return await create({ name, ...body });
    } catch (error) {
      if (!hasCode(error, 'already-exists')) {
        throw error;
      }
      return client.schedules.update({ params: { ...params, schedule: name }, body });
    }
  };
  const create = (body: Parameters<typeof client.schedules.create>[0]['body']) =>
    client.schedules.create({ params, body });

  return {
    async set(name, { catchUp, catchUpLimit, concurrency, description, job, paused, ...timing }) {
      const record = await place(name, {
        trigger: triggerOf(timing),
        job: await jobFrom(scope, job),
        description,
        concurrency,
        catchUp,
        catchUpLimit,
        paused
      });
      return new Schedule(scope, record);
    },
    get: async name =>
      new Schedule(scope, await client.schedules.get({ params: { ...params, schedule: name } })),
    async list(search) {
      const query = { search, limit: 1000 };
      const { items, total } = await client.schedules.list({ params, query });
      return Object.assign(items, { [displaySymbol]: () => listBundle(items, total) });
    },
    async preview(timing, count) {
      const body = { trigger: triggerOf(timing), count };
      const { times } = await client.schedules.preview({ params, body });
      return times.map(time => new Date(time));
    }
  };
}

function triggerOf({ cron, every, from, until, zone }: ScheduleTiming): ScheduleTrigger {
  const timeZone = zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const window = {
    ...(from !== undefined && { from: momentOf(from) }),
    ...(until !== undefined && { until: momentOf(until) })
  };
  return cron === undefined
    ? { type: 'interval', seconds: every, timeZone, ...window }
    : { type: 'cron', cron, timeZone, ...window };
}

const listBundle = (items: readonly ScheduleRecord[], total: number) =>
  tableBundle({
    title: 'Schedules',
    columns: ['name', 'times', 'next (UTC)', 'last job', 'problem'],
    rows: items.map(each => [
      each.name,
      triggerText(each.trigger),
      nextText(each),
      each.lastJob?.state ?? '',
      each.problem ?? ''
    ]),
    ...(items.length === 0 && { footer: 'There are none: schedule(name, { … }) makes one.' }),
    ...cutFooter(items.length, total)
  });
