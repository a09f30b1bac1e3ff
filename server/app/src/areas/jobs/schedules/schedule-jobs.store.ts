import { sql } from 'kysely';
import type { Queries } from '../../../drivers/database/index.ts';
import { ACTIVE_STATES } from '../jobs.store.ts';
import type { JobRow, JobTables } from '../tables.ts';

/** The jobs that schedules have submitted. */
export function createScheduleJobStore(queries: Queries) {
  const db = queries.$extendTables<JobTables>();
  const own = () => db.selectFrom('jobs').where('parent_id', 'is', null);
  return {
    activeOf: (scheduleId: string): Promise<JobRow[]> =>
      own()
        .selectAll()
        .where('schedule_id', '=', scheduleId)
        .where('state', 'in', ACTIVE_STATES)
        .orderBy('queued_at')
        .execute(),
    async activeCounts(ids: string[]): Promise<Map<string, number>> {
      const rows = ids.length
        ? await own()
            .select(['schedule_id', expression => expression.fn.countAll<number>().as('count')])
            .where('schedule_id', 'in', ids)
            .where('state', 'in', ACTIVE_STATES)
            .groupBy('schedule_id')
            .execute()
        : [];
      return new Map(rows.map(row => [row.schedule_id!, Number(row.count)]));
    },
    /** The last submitted of each. */
    async lastOf(ids: string[]): Promise<Map<string, JobRow>> {
      if (!ids.length) {
        return new Map();
      }
      const ranked = own()
        .selectAll()
        .select(
          sql<number>`row_number() over (partition by schedule_id order by queued_at desc, scheduled_for desc)`.as(
            'place'
          )
        )
        .where('schedule_id', 'in', ids);
      const rows = (await db
        .selectFrom(ranked.as('ranked'))
        .selectAll()
        .where('place', '=', 1)
        .execute()) as JobRow[];
      return new Map(rows.map(row => [row.schedule_id!, row]));
    },
    /** Times between two that there is a job for. */
    async timesWithJob(scheduleId: string, from: number, to: number): Promise<Set<number>> {
      const rows = await own()
        .select('scheduled_for')
        .where('schedule_id', '=', scheduleId)
        .where('scheduled_for', '>=', from)
        .where('scheduled_for', '<=', to)
        .execute();
      return new Set(rows.map(row => Number(row.scheduled_for)));
    }
  };
}
