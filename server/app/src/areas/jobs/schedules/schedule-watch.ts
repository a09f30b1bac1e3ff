import type { ScheduleCatchUp } from '@atelier-ml/api';
import type { Logger } from 'pino';
import type { Database } from '../../../drivers/database/index.ts';
import type { Clock } from '../../../identity.ts';
import type { Ticker } from '../../../ticker.ts';
import type { Changes } from '../../system/index.ts';
import { scheduleChange } from '../changes.ts';
import type { JobRow, ScheduleRow, ScheduleTimeRow } from '../tables.ts';
import { dueTimes, isSetBack } from './due-times.ts';
import { createScheduleJobStore } from './schedule-jobs.store.ts';
import { triggerOf } from './schedule-submission.ts';
import type { ScheduleSubmission } from './schedule-submission.ts';
import { createScheduleStore } from './schedules.store.ts';
import { timingOf } from './timing.ts';

const EVERY = 1_000;
/** After an error that may pass a schedule is left alone for so long. */
const PAUSE = 15_000;
const KEPT_TIMES = 1_000;

export interface ScheduleWatchOptions {
  changes: Changes;
  clock: Clock;
  database: Database;
  submission: ScheduleSubmission;
  /** Ends a job that another one takes the place of. */
  cancel(job: JobRow, by: string): Promise<unknown>;
  ticker: Ticker;
  log: Logger;
}

/**
 * Finds what is due, writes it down as waiting, and submits what waits as each schedule has it: a time
 * is looked at once, and its job is submitted once, whenever the server ends.
 */
export function watchSchedules(options: ScheduleWatchOptions) {
  const { cancel, changes, clock, database, log, submission, ticker } = options;
  const store = createScheduleStore(database.queries);
  const jobs = createScheduleJobStore(database.queries);
  const notBefore = new Map<string, number>();
  let before: { wall: number; passed: number } | undefined;

  /** A clock that was far ahead has put off what now comes earlier. */
  async function takeBack(now: number): Promise<void> {
    for (const row of await store.active()) {
      const [next] = timingOf(triggerOf(row)).next(now, 1);
      if (next !== undefined && next < row.next_at!) {
        await store.advance(row.id, row.next_at!, next);
      }
    }
  }

  async function advance(row: ScheduleRow, now: number): Promise<void> {
    const timing = timingOf(triggerOf(row));
    const policy = row.catch_up as ScheduleCatchUp;
    const due = dueTimes(timing, row.next_at!, now, { policy, limit: row.catch_up_limit });
    const [next = null] = timing.next(now, 1);
    const entry = (at: number, cause: string, outcome: string): ScheduleTimeRow => ({
      ...{ schedule_id: row.id, at, is_manual: 0, cause, outcome },
      ...{ message: null, job_id: null, decided_at: now }
    });
    const rows = [
      ...due.missed.map(at => entry(at, 'schedule', 'missed')),
      ...due.late.map(at => entry(at, 'catch-up', 'waiting')),
      ...(due.now === undefined ? [] : [entry(due.now, 'schedule', 'waiting')])
    ];
    await changes.commit(async (queries, announce) => {
      const within = createScheduleStore(queries);
      if (await within.advance(row.id, row.next_at!, next)) {
        if (rows.length) {
          await within.insertTimes(rows);
          await within.trimTimes(row.id, KEPT_TIMES);
        }
        announce(scheduleChange(row, 'updated'));
      }
    });
  }

  async function skip(row: ScheduleRow, times: ScheduleTimeRow[], message: string): Promise<void> {
    for (const time of times) {
      await changes.commit(async (queries, announce) => {
        const told = { outcome: 'skipped', message, decided_at: clock() };
        await createScheduleStore(queries).decide(time, told);
        announce(scheduleChange(row, 'updated'));
      });
    }
  }

  /** One job at a time: what is on time goes first, what is made up for waits for its turn. */
  async function submitNext(row: ScheduleRow, waiting: ScheduleTimeRow[]): Promise<void> {
    const onTime = waiting.filter(({ cause }) => cause === 'schedule');
    const newest = onTime.at(-1);
    await skip(row, onTime.slice(0, -1), 'The next time has come before it could be submitted.');
    const [active, ...more] = await jobs.activeOf(row.id);
    if (!active) {
      await submission.submit(row, newest ?? waiting[0]!);
    } else if (newest && row.concurrency === 'forbid') {
      await skip(row, [newest], `“${active.name}” had not ended.`);
    } else if (newest) {
      for (const job of [active, ...more].filter(each => !each.is_cancelled)) {
        await cancel(job, `the schedule “${row.name}”`);
      }
    }
  }

  async function work(row: ScheduleRow): Promise<void> {
    const waiting = await store.waitingOf(row.id);
    if (row.concurrency !== 'allow') {
      await submitNext(row, waiting);
      return;
    }
    for (const time of waiting) {
      await submission.submit(row, time);
    }
  }

  async function attempt(row: ScheduleRow, what: () => Promise<void>): Promise<void> {
    if ((notBefore.get(row.id) ?? 0) > ticker.monotonic()) {
      return;
    }
    try {
      await what();
      notBefore.delete(row.id);
    } catch (err) {
      notBefore.set(row.id, ticker.monotonic() + PAUSE);
      log.warn({ err, schedule: row.id }, 'a schedule could not be followed; it is tried again');
    }
  }

  async function look(): Promise<void> {
    const now = clock();
    const passed = ticker.monotonic();
    if (!before || isSetBack(now - before.wall, passed - before.passed)) {
      await takeBack(now);
    }
    before = { wall: now, passed };
    for (const row of await store.due(now)) {
      await attempt(row, () => advance(row, now));
    }
    for (const row of await store.withWaiting()) {
      await attempt(row, () => work(row));
    }
  }

  return ticker.every(EVERY, async () => {
    try {
      await look();
    } catch (err) {
      log.warn({ err }, 'schedules could not be followed');
    }
  });
}
