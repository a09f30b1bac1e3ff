import { Cron } from 'croner';

/** A cron expression of five fields in a time zone. @throws Error when it is none */
export const cronOf = (cron: string, timeZone: string): Cron =>
  new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true });

/** What is wrong with it, and with which part; undefined if nothing is. */
export function cronProblem(
  cron: string,
  timeZone: string
): { field: 'cron' | 'timeZone'; message: string } | undefined {
  if (!isTimeZone(timeZone)) {
    return { field: 'timeZone', message: 'is no time zone that is known here' };
  }
  try {
    return cronOf(cron, timeZone).nextRun() ? undefined : { field: 'cron', message: 'never comes' };
  } catch {
    return { field: 'cron', message: 'is no cron expression of five fields' };
  }
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
