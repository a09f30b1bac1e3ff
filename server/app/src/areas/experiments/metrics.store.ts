import type { Queries } from '../../drivers/database/index.ts';
import { chunkRowsOf } from './chunk-rows.ts';
import { countOf, decodeChunk } from './metric-chunk.ts';
import type { Points } from './metric-chunk.ts';
import type { ChunkHead, PointRange } from './metric-sample.ts';
import { summarize } from './metric-summary.ts';
import { slicesOf } from './tables.ts';
import type { ChunkRow, MetricRow, RunRow, RunTables } from './tables.ts';

type Known = Pick<
  MetricRow,
  'last' | 'minimum' | 'maximum' | 'count' | 'step' | 'chunk' | 'chunk_count'
> & {
  points: Uint8Array | null;
};

/** Summaries and history of the metrics of runs. */
export function createMetricsStore(queries: Queries) {
  const db = queries.$extendTables<RunTables>();

  async function findKnown(runId: string, keys: string[]): Promise<Map<string, Known>> {
    const known = new Map<string, Known>();
    for (const slice of slicesOf(keys)) {
      const rows = await db
        .selectFrom('run_metrics as m')
        .leftJoin('metric_chunks as c', join =>
          join
            .onRef('c.run_id', '=', 'm.run_id')
            .onRef('c.key', '=', 'm.key')
            .onRef('c.chunk', '=', 'm.chunk')
        )
        .select(['m.key', 'm.last', 'm.minimum', 'm.maximum', 'm.count', 'm.step'])
        .select(['m.chunk', 'm.chunk_count', 'c.points'])
        .where('m.run_id', '=', runId)
        .where('m.key', 'in', slice)
        .execute();
      rows.forEach(row => known.set(row.key, row));
    }
    return known;
  }

  async function saveSummaries(rows: MetricRow[]): Promise<void> {
    for (const slice of slicesOf(rows)) {
      await db
        .insertInto('run_metrics')
        .values(slice)
        .onConflict(conflict =>
          conflict.columns(['run_id', 'key']).doUpdateSet(set => ({
            last: set.ref('excluded.last'),
            minimum: set.ref('excluded.minimum'),
            maximum: set.ref('excluded.maximum'),
            count: set.ref('excluded.count'),
            step: set.ref('excluded.step'),
            chunk: set.ref('excluded.chunk'),
            chunk_count: set.ref('excluded.chunk_count')
          }))
        )
        .execute();
    }
  }

  /** Names that are new to the run may be new to its experiment. */
  async function saveKeys(rows: MetricRow[]): Promise<void> {
    for (const slice of slicesOf(rows)) {
      const keys = slice.map(({ experiment_id, key }) => ({
        experiment_id,
        kind: 'metric' as const,
        key,
        unit: null,
        goal: null
      }));
      await db
        .insertInto('experiment_keys')
        .values(keys)
        .onConflict(conflict => conflict.doNothing())
        .execute();
    }
  }

  async function saveChunks(rows: ChunkRow[]): Promise<void> {
    for (const slice of slicesOf(rows)) {
      await db
        .insertInto('metric_chunks')
        .values(slice)
        .onConflict(conflict =>
          conflict.columns(['run_id', 'key', 'chunk']).doUpdateSet(set => ({
            last_position: set.ref('excluded.last_position'),
            first_step: set.ref('excluded.first_step'),
            last_step: set.ref('excluded.last_step'),
            outline: set.ref('excluded.outline'),
            points: set.ref('excluded.points')
          }))
        )
        .execute();
    }
  }

  return {
    /** Adds points to a run; each metric's summary stands for all of its points afterwards. */
    async append(run: RunRow, metrics: Map<string, Points>): Promise<void> {
      const known = await findKnown(run.id, [...metrics.keys()]);
      const summaries: MetricRow[] = [];
      const chunks: ChunkRow[] = [];
      for (const [key, points] of metrics) {
        const before = known.get(key);
        const filled = chunkRowsOf(run.id, key, points, before);
        filled.forEach(row => chunks.push(row));
        const tail = filled.at(-1)!;
        const { count, last, maximum, minimum, step } = summarize(before, points);
        summaries.push({
          run_id: run.id,
          key,
          workspace_id: run.workspace_id,
          experiment_id: run.experiment_id,
          last,
          minimum,
          maximum,
          count,
          step,
          chunk: tail.chunk,
          chunk_count: countOf(tail.points)
        });
      }
      await saveSummaries(summaries);
      await saveKeys(summaries.filter(({ key }) => !known.has(key)));
      await saveChunks(chunks);
    },

    /** Summaries of all metrics of some runs. */
    summaries: (runIds: string[]) =>
      db
        .selectFrom('run_metrics')
        .selectAll()
        .where('run_id', 'in', runIds)
        .orderBy('run_id')
        .orderBy('key')
        .execute(),

    /** Summaries of some metrics of those of the runs that lie in the workspace. */
    async summariesOf(workspaceId: string, runIds: string[], keys: string[]) {
      const found: Pick<MetricRow, 'run_id' | 'key' | 'count' | 'chunk'>[] = [];
      for (const slice of slicesOf(runIds)) {
        const rows = await db
          .selectFrom('run_metrics')
          .select(['run_id', 'key', 'count', 'chunk'])
          .where('run_id', 'in', slice)
          .where('key', 'in', keys)
          .where('workspace_id', '=', workspaceId)
          .execute();
        rows.forEach(row => found.push(row));
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
