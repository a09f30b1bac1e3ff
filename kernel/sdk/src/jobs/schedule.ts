import { AtelierError } from '@atelier-ml/api';
import type { Schedule as ScheduleRecord, ScheduleTime, ScheduleTrigger } from '@atelier-ml/api';
import { displaySymbol, formatTime, tableBundle } from '../display/index.ts';
import type { Displayable } from '../display/index.ts';
import type { MimeBundle } from '../magics/index.ts';
import type { JobScope } from './job-scope.ts';
import { Job } from './job.ts';

/** A moment: milliseconds since 1970, a `Date`, or text such as `2026-01-31T08:00+01:00`. */
export type Moment = Date | number | string;

/** @throws AtelierError `invalid-input` when it is none */
export function momentOf(moment: Moment): number {
  const time = new Date(moment).getTime();
  if (Number.isNaN(time)) {
    throw new AtelierError('invalid-input', `“${String(moment)}” is no moment.`, {
      remedy: 'Give a Date, milliseconds since 1970, or text such as 2026-01-31T08:00+01:00.'
    });
  }
  return time;
}

export const triggerText = (trigger: ScheduleTrigger): string =>
  trigger.type === 'cron' ? `${trigger.cron} ${trigger.timeZone}` : `every ${trigger.seconds} s`;

export const nextText = ({ next, paused }: ScheduleRecord): string =>
  paused ? 'paused' : next.map(formatTime).join(', ') || 'none';

/** What submits a job again and again. What it tells is as of the last call of this object. */
export class Schedule implements Displayable {
  readonly id: string;
  readonly #scope: JobScope;
  #record: ScheduleRecord;

  constructor(scope: JobScope, record: ScheduleRecord) {
    this.#scope = scope;
    this.#record = record;
    this.id = record.id;
  }

  get name(): string {
    return this.#record.name;
  }

  get isPaused(): boolean {
    return this.#record.paused;
  }

  /** The next times, at most three; none while it is paused. */
  get next(): Date[] {
    return this.#record.next.map(time => new Date(time));
  }

  /** Why its last job could not be submitted. */
  get problem(): string | null {
    return this.#record.problem;
  }

  /** All that the server tells about it. */
  get record(): ScheduleRecord {
    return this.#record;
  }

  async refresh(): Promise<this> {
    this.#record = await this.#scope.client.schedules.get({ params: this.#params });
    return this;
  }

  /** Lets its times pass; they are not made up for. */
  pause(): Promise<this> {
    return this.#setPaused(true);
  }

  /** Goes on with the next time. */
  resume(): Promise<this> {
    return this.#setPaused(false);
  }

  /** Submits its job now, also while it is paused. */
  async run(): Promise<Job> {
    return new Job(this.#scope, await this.#scope.client.schedules.run({ params: this.#params }));
  }

  /** What became of its times, the last first: the last 1,000. */
  async times(): Promise<ScheduleTime[] & Displayable> {
    const query = { limit: 1000 };
    const { items } = await this.#scope.client.schedules.times({ params: this.#params, query });
    return Object.assign(items, { [displaySymbol]: () => timesBundle(this.name, items) });
  }

  /**
   * Has jobs submitted for the times of a past range that have none, at most 1,000.
   *
   * @param to inclusive; now if left out
   * @throws AtelierError `invalid-input` when one of them is no moment
   * @returns how many times jobs are submitted for, and how many have one
   */
  async backfill(
    from: Moment,
    to: Moment = Date.now()
  ): Promise<{ added: number; present: number }> {
    const body = { from: momentOf(from), to: momentOf(to) };
    return this.#scope.client.schedules.backfill({ params: this.#params, body });
  }

  /** Submits no more jobs for past times. */
  async cancelBackfill(): Promise<this> {
    this.#record = await this.#scope.client.schedules.cancelBackfill({ params: this.#params });
    return this;
  }

  /** Deletes it; its jobs stay. */
  async delete(): Promise<void> {
    await this.#scope.client.schedules.delete({ params: this.#params });
  }

  [displaySymbol](): MimeBundle {
    const record = this.#record;
    const facts: [string, unknown][] = [
      ['times', triggerText(record.trigger)],
      ['next (UTC)', nextText(record)],
      ['last job', record.lastJob && `${record.lastJob.name}: ${record.lastJob.state}`],
      ['waiting', record.waiting],
      ['problem', record.problem],
      ['description', record.description]
    ];
    return tableBundle({
      title: `Schedule ${record.name}`,
      columns: ['property', 'value'],
      rows: facts.filter(([, value]) => value)
    });
  }

  get #params() {
    return { workspace: this.#record.workspaceId, schedule: this.id };
  }

  async #setPaused(paused: boolean): Promise<this> {
    const body = { paused };
    this.#record = await this.#scope.client.schedules.update({ params: this.#params, body });
    return this;
  }
}

const timesBundle = (name: string, items: readonly ScheduleTime[]) =>
  tableBundle({
    title: `Times of ${name}`,
    columns: ['time (UTC)', 'cause', 'outcome', 'job', 'state', 'message'],
    rows: items.map(({ cause, job, message, outcome, time }) => [
      formatTime(time),
      cause,
      outcome,
      job?.id ?? '',
      job?.state ?? '',
      message ?? ''
    ])
  });
