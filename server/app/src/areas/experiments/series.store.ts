import { slicesOf } from '../../drivers/database/index.ts';
import type { Queries } from '../../drivers/database/index.ts';
import { decodeChunk, emptyPoints } from './metric-chunk.ts';
import type { Points } from './metric-chunk.ts';
import type { ChunkHead, PointRange } from './metric-sample.ts';
import type { ChunkRow, MetricRow, RunTables } from './tables.ts';

/** Where the points of metrics are read. */
export function createSeriesStore(queries: Queries) {
  const db = queries.$extendTables<RunTables>();
  return {
    /** Summaries of some metrics of those of the runs that lie in the workspace. */
    async summariesOf(workspaceId: string, runIds: string[], keys: string[]) {
      const found: Pick<MetricRow, 'run_id' | 'key' | 'count' | 'chunk'>[] = [];
      for (const slice of slicesOf(runIds)) {
        const rows = await db
          .selectFrom('run_metrics')
          .select(['run_id', 'key', 'count', 'chunk', 'workspace_id'])
          .where('run_id', 'in', slice)
          .where('key', 'in', keys)
          .execute();
        // Asked of SQLite, it would sooner look through all runs of the workspace.
        found.push(...rows.filter(row => row.workspace_id === workspaceId));
      }
      return found;
    },

    /** What is known of the chunks that may hold points in a range, without their points. */
    heads: (runId: string, key: string | undefined, range: PointRange) =>
      db
        .selectFrom('metric_chunks')
        .select(['key', 'chunk', 'last_position', 'first_step', 'last_step', 'outline'])
        .where('run_id', '=', runId)
        .where('last_position', '>', range.after)
        .$if(key !== undefined, query => query.where('key', '=', key!))
        .$if(range.fromStep !== undefined, query =>
          query.where(where =>
            where.or([where('last_step', 'is', null), where('last_step', '>=', range.fromStep!)])
          )
        )
        .$if(range.toStep !== undefined, query =>
          query.where(where =>
            where.or([where('first_step', 'is', null), where('first_step', '<=', range.toStep!)])
          )
        )
        .orderBy('key')
        .orderBy('chunk')
        .execute() satisfies Promise<ChunkHead[]>,

    /** The points of some chunks of a metric. */
    async points(runId: string, key: string, chunks: number[]): Promise<Map<number, Points>> {
      const found = new Map<number, Points>();
      for (const slice of slicesOf(chunks)) {
        const rows = await db
          .selectFrom('metric_chunks')
          .select(['chunk', 'points'])
          .where('run_id', '=', runId)
          .where('key', '=', key)
          .where('chunk', 'in', slice)
          .execute();
        rows.forEach(row => found.set(row.chunk, decodeChunk(row.points)));
      }
      return found;
    },

    /** Each chunk of a metric, told from its like by the place of its last point. */
    marks: (runId: string, key: string) =>
      db
        .selectFrom('metric_chunks')
        .select(['chunk', 'last_position'])
        .where('run_id', '=', runId)
        .where('key', '=', key)
        .orderBy('chunk')
        .execute(),

    /** Every point of a metric, in the order in which they were stored. */
    async all(runId: string, key: string): Promise<Points> {
      const rows = await db
        .selectFrom('metric_chunks')
        .select('points')
        .where('run_id', '=', runId)
        .where('key', '=', key)
        .orderBy('chunk')
        .execute();
      return rows.reduce((points, row) => decodeChunk(row.points, points), emptyPoints());
    },

    /** The first chunks of some metrics of some runs, as they are stored. */
    async firstChunks(runIds: string[], keys: string[], below: number) {
      const found: Pick<ChunkRow, 'run_id' | 'key' | 'points'>[] = [];
      for (const slice of slicesOf(runIds, 100)) {
        const rows = await db
          .selectFrom('metric_chunks')
          .select(['run_id', 'key', 'points'])
          .where('run_id', 'in', slice)
          .where('key', 'in', keys)
          .where('chunk', '<', below)
          .orderBy('run_id')
          .orderBy('key')
          .orderBy('chunk')
          .execute();
        rows.forEach(row => found.push(row));
      }
      return found;
    }
  };
}
