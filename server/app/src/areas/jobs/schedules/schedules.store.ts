import type { JobSpec } from '@atelier-ml/api';
import { sql } from 'kysely';
import { contains } from '../../../drivers/database/index.ts';
import type { Queries } from '../../../drivers/database/index.ts';
import type { ClusterRow, JobTables, ScheduleRow, ScheduleTimeRow } from '../tables.ts';

type TimeKey = Pick<ScheduleTimeRow, 'schedule_id' | 'at' | 'is_manual'>;

/** The tables of schedules and their times. */
export function createScheduleStore(queries: Queries) {
  const db = queries.$extendTables<JobTables>();
  const matching = (workspaceId: string, search?: string) =>
    db
      .selectFrom('schedules')
      .where('workspace_id', '=', workspaceId)
      .$if(search !== undefined, query =>
        query.where(contains(['schedules.name', 'schedules.description'], search!))
      );
  const timesOf = (scheduleId: string) =>
    db.selectFrom('schedule_times').where('schedule_id', '=', scheduleId);
  return {
    list: (workspaceId: string, limit: number, search?: string, after?: string) =>
      matching(workspaceId, search)
        .selectAll()
        .$if(after !== undefined, query => query.where('name', '>', after!))
        .orderBy('name')
        .limit(limit)
        .execute(),
    async count(workspaceId: string, search?: string): Promise<number> {
      const row = await matching(workspaceId, search)
        .select(expression => expression.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
    /** By id or name; an id wins over a name that looks like one. */
    find: (workspaceId: string, reference: string) =>
      db
        .selectFrom('schedules')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where(where => where.or([where('id', '=', reference), where('name', '=', reference)]))
        .orderBy(order => order.case().when('id', '=', reference).then(0).else(1).end())
        .limit(1)
        .executeTakeFirst(),
    insert: (row: ScheduleRow) => db.insertInto('schedules').values(row).execute(),
    update: (id: string, changed: Partial<ScheduleRow>) =>
      db
        .updateTable('schedules')
        .set(changed)
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst(),
    delete: (id: string) => db.deleteFrom('schedules').where('id', '=', id).execute(),
    /** Names of those whose jobs go to a cluster that is named so, by name or id. */
    async onCluster(workspaceId: string, { id, name }: Pick<ClusterRow, 'id' | 'name'>) {
      const rows = await matching(workspaceId).select(['name', 'spec']).orderBy('name').execute();
      return rows
        .filter(row => [id, name].includes((JSON.parse(row.spec) as JobSpec).cluster ?? ''))
        .map(row => row.name);
    },
    due: (now: number) =>
      db.selectFrom('schedules').selectAll().where('next_at', '<=', now).orderBy('id').execute(),
    /** Those that have times to come. */
    active: () => db.selectFrom('schedules').selectAll().where('next_at', 'is not', null).execute(),
    /** Sets its next time unless somebody else has done so. */
    async advance(id: string, from: number, next: number | null): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('schedules')
        .set({ next_at: next })
        .where('id', '=', id)
        .where('next_at', '=', from)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    withWaiting: () =>
      db
        .selectFrom('schedules')
        .selectAll()
        .where('id', 'in', query =>
          query.selectFrom('schedule_times').select('schedule_id').where('outcome', '=', 'waiting')
        )
        .orderBy('id')
        .execute(),
    waitingOf: (id: string) =>
      timesOf(id).selectAll().where('outcome', '=', 'waiting').orderBy('at').execute(),
    /** What has a job keeps it; what was passed over before may wait again. */
    insertTimes: (rows: ScheduleTimeRow[]) =>
      db
        .insertInto('schedule_times')
        .values(rows)
        .onConflict(conflict =>
          conflict
            .columns(['schedule_id', 'at', 'is_manual'])
            .doUpdateSet(row => ({
              outcome: row.ref('excluded.outcome'),
              cause: row.ref('excluded.cause'),
              message: row.ref('excluded.message'),
              decided_at: row.ref('excluded.decided_at')
            }))
            .where('schedule_times.outcome', 'in', ['missed', 'skipped', 'failed'])
            .where(sql.ref('excluded.outcome'), '=', 'waiting')
        )
        .execute(),
    /** Says what became of a time that waits. @returns false when somebody else has said so */
    async decide(key: TimeKey, changed: Partial<ScheduleTimeRow>): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('schedule_times')
        .set(changed)
        .where('schedule_id', '=', key.schedule_id)
        .where('at', '=', key.at)
        .where('is_manual', '=', key.is_manual)
        .where('outcome', '=', 'waiting')
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    /** All that wait for one of the causes. */
    skip: (id: string, causes: string[], message: string, now: number) =>
      db
        .updateTable('schedule_times')
        .set({ outcome: 'skipped', message, decided_at: now })
        .where('schedule_id', '=', id)
        .where('outcome', '=', 'waiting')
        .where('cause', 'in', causes)
        .execute(),
    async lastManual(id: string): Promise<number> {
      const row = await timesOf(id)
        .select(expression => expression.fn.max('at').as('at'))
        .where('is_manual', '=', 1)
        .executeTakeFirst();
      return Number(row?.at ?? 0);
    },
    /** The last first. */
    times: (id: string, limit: number, after?: [number, number]) =>
      timesOf(id)
        .selectAll()
        .$if(after !== undefined, query =>
          query.where(where =>
            where.or([
              where('at', '<', after![0]),
              where.and([where('at', '=', after![0]), where('is_manual', '<', after![1])])
            ])
          )
        )
        .orderBy('at', 'desc')
        .orderBy('is_manual', 'desc')
        .limit(limit)
        .execute(),
    async countTimes(id: string): Promise<number> {
      const row = await timesOf(id)
        .select(expression => expression.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
    /** Forgets all but the last ones. */
    async trimTimes(id: string, keep: number): Promise<void> {
      const [first] = await timesOf(id)
        .select('at')
        .orderBy('at', 'desc')
        .offset(keep)
        .limit(1)
        .execute();
      if (first) {
        await db
          .deleteFrom('schedule_times')
          .where('schedule_id', '=', id)
          .where('at', '<=', first.at)
          .where('outcome', '!=', 'waiting')
          .execute();
      }
    },
    async waitingCounts(ids: string[]): Promise<Map<string, number>> {
      const rows = ids.length
        ? await db
            .selectFrom('schedule_times')
            .select(['schedule_id', expression => expression.fn.countAll<number>().as('count')])
            .where('outcome', '=', 'waiting')
            .where('schedule_id', 'in', ids)
            .groupBy('schedule_id')
            .execute()
        : [];
      return new Map(rows.map(row => [row.schedule_id, Number(row.count)]));
    }
  };
}
