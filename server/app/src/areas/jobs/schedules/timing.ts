import { AtelierError } from '@atelier-ml/api';
import type { ScheduleTrigger } from '@atelier-ml/api';
import { cronOf, cronProblem, timeZoneProblem } from '../../../cron.ts';

const SECOND = 1_000;

/** The times of a trigger, in milliseconds since 1970. */
export interface Timing {
  /** The first ones after a moment, ascending. */
  next(after: number, count: number): number[];
  /** The last ones until a moment, that included, ascending. */
  last(until: number, count: number): number[];
}

/**
 * A time that the clocks skip in spring comes when they have skipped it; one that they show twice in
 * autumn comes once. What comes every hour or more often goes by hours as they pass.
 */
export function timingOf(trigger: ScheduleTrigger): Timing {
  const { from = -Infinity, until = Infinity } = trigger;
  const isWithin = (time: number): boolean => time >= from && time <= until;
  const { next, last } = trigger.type === 'cron' ? ofCron(trigger) : ofInterval(trigger);
  return {
    next: (after, count) => next(Math.max(after, from - 1), count).filter(isWithin),
    last: (moment, count) => last(Math.min(moment, until), count).filter(isWithin)
  };
}

function ofCron({ cron, timeZone }: { cron: string; timeZone: string }): Timing {
  const pattern = cronOf(cron, timeZone);
  const numbers = (times: Date[]): number[] => times.map(time => time.getTime());
  return {
    next: (after, count) => numbers(pattern.nextRuns(count, new Date(after))),
    // Its times are whole seconds, and it leaves out the moment itself.
    last: (until, count) =>
      numbers(pattern.previousRuns(count, new Date(floor(until) + SECOND))).reverse()
  };
}

function ofInterval({ from = 0, seconds }: { from?: number; seconds: number }): Timing {
  const every = seconds * SECOND;
  const at = (place: number, count: number): number[] =>
    Array.from({ length: count }, (_, index) => from + (place + index) * every);
  return {
    next: (after, count) => at(Math.floor((after - from) / every) + 1, count),
    last: (until, count) => at(Math.floor((until - from) / every) - count + 1, count)
  };
}

const floor = (time: number): number => Math.floor(time / SECOND) * SECOND;

/** @throws AtelierError `invalid-input` that names the field */
export function checkTrigger(trigger: ScheduleTrigger, now: number): void {
  const problem =
    trigger.type === 'cron'
      ? cronProblem(trigger.cron, trigger.timeZone)
      : timeZoneProblem(trigger.timeZone);
  if (problem) {
    const { field, fieldMessage, message, remedy } = problem;
    throw new AtelierError('invalid-input', message, {
      remedy,
      fields: [{ path: `body.trigger.${field}`, message: fieldMessage }]
    });
  }
  if (!timingOf(trigger).next(now, 1).length) {
    refuse('until', 'No time of the schedule is to come.', 'Let it end later, or not at all.');
  }
}

function refuse(field: string, message: string, remedy: string): never {
  throw new AtelierError('invalid-input', message, {
    remedy,
    fields: [{ path: `body.trigger.${field}`, message }]
  });
}
