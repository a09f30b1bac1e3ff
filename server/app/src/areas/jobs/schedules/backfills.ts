import { AtelierError } from '@atelier-ml/api';
import type { Database } from '../../../drivers/database/index.ts';
import type { User } from '../../../http/index.ts';
import type { Clock } from '../../../identity.ts';
import type { Changes } from '../../system/index.ts';
import { scheduleChange } from '../changes.ts';
import type { ScheduleRow } from '../tables.ts';
import { createScheduleJobStore } from './schedule-jobs.store.ts';
import { triggerOf } from './schedule-submission.ts';
import { createScheduleStore } from './schedules.store.ts';
import { timingOf } from './timing.ts';

const MOST = 1_000;

export interface BackfillsOptions {
  changes: Changes;
  clock: Clock;
  database: Database;
}

/** Past times that somebody wants jobs for: they wait, and are submitted like any others. */
export function createBackfills({ changes, clock, database }: BackfillsOptions) {
  return {
    /** @throws AtelierError `invalid-input` for the future, or too much of the past */
    async add(row: ScheduleRow, { from, to }: { from: number; to: number }) {
      const now = clock();
      if (to > now || from > to) {
        refuse('to', 'The range must end now at the latest, and after it begins.');
      }
      // Times that nobody has written down: the limits of the trigger hold, when it was made does not.
      const times = timingOf(triggerOf(row))
        .last(to, MOST + 1)
        .filter(time => time >= from);
      if (times.length > MOST) {
        refuse('from', `The range has more than ${MOST} times.`);
      }
      const made = await createScheduleJobStore(database.queries).timesWithJob(row.id, from, to);
      const open = times.filter(time => !made.has(time));
      await changes.commit(async (queries, announce) => {
        if (open.length) {
          await createScheduleStore(queries).insertTimes(
            open.map(at => ({
              ...{ schedule_id: row.id, at, is_manual: 0, cause: 'backfill' },
              ...{ outcome: 'waiting', message: null, job_id: null, decided_at: now }
            }))
          );
        }
        announce(scheduleChange(row, 'updated'));
      });
      return { added: open.length, present: times.length - open.length };
    },
    async cancel(row: ScheduleRow, user: User): Promise<void> {
      await changes.commit(async (queries, announce) => {
        const message = `Cancelled by ${user.name || user.username}.`;
        const causes = ['backfill', 'catch-up'];
        await createScheduleStore(queries).skip(row.id, causes, message, clock());
        announce(scheduleChange(row, 'updated'));
      });
    }
  };
}

function refuse(field: string, message: string): never {
  throw new AtelierError('invalid-input', message, {
    remedy: 'Take a shorter range of the past; further ones can follow.',
    fields: [{ path: `body.${field}`, message }]
  });
}
