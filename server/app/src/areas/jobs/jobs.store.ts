import type { SelectQueryBuilder } from 'kysely';
import { contains } from '../../drivers/database/index.ts';
import type { Queries } from '../../drivers/database/index.ts';
import type { JobRow, JobTables, TaskRow } from './tables.ts';

export const ACTIVE_STATES = ['queued', 'starting', 'running'];

export interface JobFilter {
  workspaceId: string;
  search?: string;
  states?: string[];
  clusterId?: string;
  parentId?: string;
  scheduleId?: string;
  /** Of the last job of the page before: its time in the queue, in an array its index; and its id. */
  after?: [number, string];
  limit: number;
}

type Listed = SelectQueryBuilder<JobTables, 'jobs', JobRow>;

const lastFirst = (query: Listed, after: JobFilter['after']): Listed =>
  query
    .$if(after !== undefined, found =>
      found.where(where =>
        where.or([
          where('queued_at', '<', after![0]),
          where.and([where('queued_at', '=', after![0]), where('id', '<', after![1])])
        ])
      )
    )
    .orderBy('queued_at', 'desc')
    .orderBy('id', 'desc');

/** The jobs of an array. */
const byIndex = (query: Listed, after: JobFilter['after']): Listed =>
  query
    .$if(after !== undefined, found => found.where('array_index', '>', after![0]))
    .orderBy('array_index');

/** The tables of jobs and their tasks. */
export function createJobStore(queries: Queries) {
  const db = queries.$extendTables<JobTables>();
  const matching = ({ clusterId, parentId, scheduleId, ...filter }: JobFilter) =>
    db
      .selectFrom('jobs')
      .where('workspace_id', '=', filter.workspaceId)
      .where('parent_id', parentId === undefined ? 'is' : '=', parentId ?? null)
      .$if(filter.search !== undefined, query =>
        query.where(contains(['jobs.name'], filter.search!))
      )
      .$if(filter.states !== undefined, query => query.where('state', 'in', filter.states!))
      .$if(scheduleId !== undefined, query => query.where('schedule_id', '=', scheduleId!))
      .$if(clusterId !== undefined, query => query.where('cluster_id', '=', clusterId!));
  return {
    list: (filter: JobFilter) =>
      matching(filter)
        .selectAll()
        .$call(query => (filter.parentId === undefined ? lastFirst : byIndex)(query, filter.after))
        .limit(filter.limit)
        .execute(),
    async count(filter: JobFilter): Promise<number> {
      const row = await matching(filter)
        .select(expression => expression.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
    find: (id: string) => db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst(),
    byIds: (ids: string[]) =>
      ids.length
        ? db.selectFrom('jobs').selectAll().where('id', 'in', ids).execute()
        : Promise.resolve([]),
    insert: (rows: JobRow[]) => db.insertInto('jobs').values(rows).execute(),
    update: (id: string, changed: Partial<JobRow>) =>
      db.updateTable('jobs').set(changed).where('id', '=', id).returningAll().executeTakeFirst(),
    /** One that has not ended; answers it as it is then. */
    updateOpen: (id: string, changed: Partial<JobRow>) =>
      db
        .updateTable('jobs')
        .set(changed)
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .returningAll()
        .executeTakeFirst(),
    /** Marks those that have not ended; answers them as they are then. */
    askToCancel: (ids: { id: string } | { parentId: string }, now: number) =>
      db
        .updateTable('jobs')
        .set({ is_cancelled: 1, updated_at: now })
        .where('state', 'in', ACTIVE_STATES)
        .$if('id' in ids, query => query.where('id', '=', (ids as { id: string }).id))
        .$if('parentId' in ids, query =>
          query.where('parent_id', '=', (ids as { parentId: string }).parentId)
        )
        .returningAll()
        .execute(),
    delete: (id: string) => db.deleteFrom('jobs').where('id', '=', id).execute(),
    /** Those that have begun and not ended. */
    underWay: () =>
      db
        .selectFrom('jobs')
        .selectAll()
        .where('state', 'in', ['starting', 'running'])
        .where('is_array', '=', 0)
        .execute(),
    openArrays: () =>
      db
        .selectFrom('jobs')
        .selectAll()
        .where('state', 'in', ACTIVE_STATES)
        .where('is_array', '=', 1)
        .execute(),
    async countsOf(clusterIds: string[]) {
      if (!clusterIds.length) {
        return [];
      }
      const rows = await db
        .selectFrom('jobs')
        .select(['cluster_id', 'state', expression => expression.fn.countAll<number>().as('count')])
        .where('cluster_id', 'in', clusterIds)
        .where('state', 'in', ACTIVE_STATES)
        .where('is_array', '=', 0)
        .groupBy(['cluster_id', 'state'])
        .execute();
      return rows.map(row => ({ ...row, count: Number(row.count) }));
    },
    async hasJobs(clusterId: string): Promise<boolean> {
      const found = await db
        .selectFrom('jobs')
        .select('id')
        .where('cluster_id', '=', clusterId)
        .limit(1)
        .executeTakeFirst();
      return found !== undefined;
    },
    async childrenOf(parentIds: string[]) {
      if (!parentIds.length) {
        return [];
      }
      const rows = await db
        .selectFrom('jobs')
        .select(['parent_id', 'state', expression => expression.fn.countAll<number>().as('count')])
        .where('parent_id', 'in', parentIds)
        .groupBy(['parent_id', 'state'])
        .execute();
      return rows.map(row => ({ ...row, count: Number(row.count) }));
    },
    tasksOf: (jobId: string) =>
      db
        .selectFrom('job_tasks')
        .selectAll()
        .where('job_id', '=', jobId)
        .orderBy('attempt')
        .orderBy('rank')
        .execute(),
    insertTasks: (rows: TaskRow[]) => db.insertInto('job_tasks').values(rows).execute(),
    updateTask: (
      { attempt, job_id, rank }: Pick<TaskRow, 'job_id' | 'attempt' | 'rank'>,
      changed: Partial<TaskRow>
    ) =>
      db
        .updateTable('job_tasks')
        .set(changed)
        .where('job_id', '=', job_id)
        .where('attempt', '=', attempt)
        .where('rank', '=', rank)
        .execute()
  };
}
