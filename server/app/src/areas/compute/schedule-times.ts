import { AtelierError } from '@atelier-ml/api';
import type { InstanceSchedule } from '@atelier-ml/api';
import { Cron } from 'croner';

const SHOWN = 3;

const cronOf = ({ cron, timeZone }: InstanceSchedule): Cron =>
  new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true });

/** @throws AtelierError `invalid-input` that names the field */
export function checkSchedules(schedules: InstanceSchedule[]): void {
  for (const [place, schedule] of schedules.entries()) {
    const refuse = (field: string, message: string): never => {
      throw new AtelierError('invalid-input', `A schedule cannot be understood: ${message}.`, {
        remedy: 'Give minute, hour, day, month and weekday, such as `0 8 * * 1-5`.',
        fields: [{ path: `body.schedules.${place}.${field}`, message }]
      });
    };
    if (!isTimeZone(schedule.timeZone)) {
      refuse('timeZone', 'is no time zone that is known here');
    }
    try {
      if (!cronOf(schedule).nextRun()) {
        refuse('cron', 'never comes');
      }
    } catch (error) {
      if (error instanceof AtelierError) {
        throw error;
      }
      refuse('cron', 'is no cron expression of five fields');
    }
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The next times of a schedule. */
export function nextTimes(schedule: InstanceSchedule, after: number): number[] {
  return cronOf(schedule)
    .nextRuns(SHOWN, new Date(after))
    .map(time => time.getTime());
}
