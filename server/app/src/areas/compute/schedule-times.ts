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

/** What was last due after one moment and until another; to stop wins over to start. */
export function lastDue(
  schedules: InstanceSchedule[],
  after: number,
  until: number
): InstanceSchedule['action'] | undefined {
  let last: { at: number; action: InstanceSchedule['action'] } | undefined;
  for (const schedule of schedules) {
    const cron = cronOf(schedule);
    for (
      let time = cron.nextRun(new Date(after));
      time && time.getTime() <= until;
      time = cron.nextRun(time)
    ) {
      const at = time.getTime();
      if (!last || at > last.at || (at === last.at && schedule.action === 'stop')) {
        last = { at, action: schedule.action };
      }
    }
  }
  return last?.action;
}
