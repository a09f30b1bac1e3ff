import { Cron } from 'croner';

/** A cron expression of five fields in a time zone. @throws Error when it is none */
export const cronOf = (cron: string, timeZone: string): Cron =>
  new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true });

export interface CronProblem {
  field: 'cron' | 'timeZone';
  /** A sentence. */
  message: string;
  /** As it goes on after the name of the field. */
  fieldMessage: string;
  remedy: string;
}

/** What is wrong with it, and with which part; undefined if nothing is. */
export function cronProblem(cron: string, timeZone: string): CronProblem | undefined {
  const zone = timeZoneProblem(timeZone);
  if (zone) {
    return zone;
  }
  try {
    return cronOf(cron, timeZone).nextRun()
      ? undefined
      : problemOf('cron', cron, 'never comes', 'Name a day and a month that go together.');
  } catch {
    const remedy = 'Give minute, hour, day, month and weekday, such as `0 8 * * 1-5`.';
    return problemOf('cron', cron, 'is no cron expression of five fields', remedy);
  }
}

export const timeZoneProblem = (name: string): CronProblem | undefined =>
  isTimeZone(name)
    ? undefined
    : problemOf(
        'timeZone',
        name,
        'is no time zone that is known here',
        'Name one such as Europe/Berlin, or UTC.'
      );

const problemOf = (
  field: CronProblem['field'],
  value: string,
  fault: string,
  remedy: string
): CronProblem => ({
  field,
  message: `“${value}” ${fault}.`,
  fieldMessage: `has “${value}”, which ${fault}`,
  remedy
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
