import { AtelierError } from '@atelier-ml/api';
import type { InstanceSchedule } from '@atelier-ml/api';
import { cronOf, cronProblem } from '../../cron.ts';

const SHOWN = 3;

/** @throws AtelierError `invalid-input` that names the field */
export function checkSchedules(schedules: InstanceSchedule[]): void {
  for (const [place, { cron, timeZone }] of schedules.entries()) {
    const problem = cronProblem(cron, timeZone);
    if (problem) {
      const { field, fieldMessage, message, remedy } = problem;
      throw new AtelierError('invalid-input', `A schedule cannot be kept: ${message}`, {
        remedy,
        fields: [{ path: `body.schedules.${place}.${field}`, message: fieldMessage }]
      });
    }
  }
}

/** The next times of a schedule. */
export function nextTimes(schedule: InstanceSchedule, after: number): number[] {
  return cronOf(schedule.cron, schedule.timeZone)
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
    const cron = cronOf(schedule.cron, schedule.timeZone);
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
