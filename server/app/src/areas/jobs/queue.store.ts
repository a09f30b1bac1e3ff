import type { Queries } from '../../drivers/database/index.ts';
import type { JobRow, JobTables } from './tables.ts';

/** Of each user so many are looked at when places are given out. */
const WAITING_PER_USER = 100;
const CANCELLED_AT_ONCE = 100;

/** Jobs of one user and priority. */
interface Line {
  user_name: string;
  priority: number;
}

/** The jobs that wait for nodes, however many there are. */
export function createQueueStore(queries: Queries) {
  const db = queries.$extendTables<JobTables>();

  /** All that wait for a cluster, those that were cancelled meanwhile or the others. */
  const queued = (clusterId: string, isCancelled: 0 | 1 = 0) =>
    db
      .selectFrom('jobs')
      .where('cluster_id', '=', clusterId)
      .where('state', '=', 'queued')
      .where('is_array', '=', 0)
      .where('is_cancelled', '=', isCancelled);

  /** Goes from line to line, not from job to job. */
  async function linesOf(clusterId: string): Promise<Line[]> {
    const heads = queued(clusterId)
      .select(['user_name', 'priority'])
      .orderBy('user_name')
      .orderBy('priority')
      .limit(1);
    const lines: Line[] = [];
    let line = await heads.executeTakeFirst();
    while (line) {
      const { priority, user_name: user } = line;
      lines.push(line);
      line =
        (await heads
          .where('user_name', '=', user)
          .where('priority', '>', priority)
          .executeTakeFirst()) ?? (await heads.where('user_name', '>', user).executeTakeFirst());
    }
    return lines;
  }

  return {
    /**
     * The first of each user and priority: of those whose next attempt is due, and of the others,
     * since the clock may have been set back.
     */
    async waiting(clusterId: string, now: number): Promise<JobRow[]> {
      const found: JobRow[] = [];
      for (const { priority, user_name: user } of await linesOf(clusterId)) {
        const line = queued(clusterId)
          .where('user_name', '=', user)
          .where('priority', '=', priority)
          .selectAll()
          .orderBy('queued_at')
          .orderBy('array_index')
          .orderBy('id')
          .limit(WAITING_PER_USER);
        found.push(...(await line.where('not_before', '<=', now).execute()));
        found.push(...(await line.where('not_before', '>', now).execute()));
      }
      return found;
    },
    /** Some of those that were cancelled while they waited, wherever in the queue. */
    cancelled: (clusterId: string): Promise<JobRow[]> =>
      queued(clusterId, 1).selectAll().limit(CANCELLED_AT_ONCE).execute(),
    /** What all of a user's jobs wait for that wait on a cluster. */
    setWaiting: (clusterId: string, user: string, waitsFor: string | null) =>
      db
        .updateTable('jobs')
        .set({ waits_for: waitsFor })
        .where('cluster_id', '=', clusterId)
        .where('user_name', '=', user)
        .where('state', '=', 'queued')
        .where('is_array', '=', 0)
        .where('waits_for', 'is distinct from', waitsFor)
        .execute(),
    /** When the last of those that wait for a cluster has begun to. */
    async lastQueued(clusterId: string): Promise<number> {
      const row = await db
        .selectFrom('jobs')
        .select(expression => expression.fn.max('queued_at').as('at'))
        .where('cluster_id', '=', clusterId)
        .where('state', '=', 'queued')
        .executeTakeFirst();
      return Number(row?.at ?? 0);
    },
    /** Clusters that jobs wait for. */
    async clustersInQueue(): Promise<string[]> {
      const rows = await db
        .selectFrom('clusters')
        .select('id')
        .where(where =>
          where.exists(
            where
              .selectFrom('jobs')
              .select('jobs.id')
              .whereRef('jobs.cluster_id', '=', 'clusters.id')
              .where('jobs.state', '=', 'queued')
              .where('jobs.is_array', '=', 0)
          )
        )
        .execute();
      return rows.map(row => row.id);
    }
  };
}
