import type { Queries } from '../../drivers/database/index.ts';
import { CHUNK_POINTS, copyPoints, decodeChunk, emptyPoints, encodeChunk } from './metric-chunk.ts';
import type { Points } from './metric-chunk.ts';
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
        const filled = fillChunks(before, points);
        for (const { chunk, points: content } of filled) {
          chunks.push({
            run_id: run.id,
            key,
            chunk,
            last_position: content.positions.at(-1)!,
            points: encodeChunk(content)
          });
        }
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
          chunk_count: tail.points.values.length
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

    /** Points above a position, by metric. */
    async history(runId: string, after: number, key?: string): Promise<Map<string, Points>> {
      const rows = await db
        .selectFrom('metric_chunks')
        .select(['key', 'points'])
        .where('run_id', '=', runId)
        .where('last_position', '>', after)
        .$if(key !== undefined, query => query.where('key', '=', key!))
        .orderBy('key')
        .orderBy('chunk')
        .execute();
      const found = new Map<string, Points>();
      for (const row of rows) {
        const points = found.get(row.key) ?? emptyPoints();
        found.set(row.key, points);
        const chunk = decodeChunk(row.points);
        const first = chunk.positions.findIndex(position => position > after);
        copyPoints(chunk, first, chunk.positions.length, points);
      }
      return found;
    }
  };
}

/** The chunk that was being filled with the first of the points, and new ones with the rest. */
function fillChunks(
  before: Known | undefined,
  points: Points
): { chunk: number; points: Points }[] {
  const open = before?.points && before.chunk_count < CHUNK_POINTS;
  const filled: { chunk: number; points: Points }[] = [];
  let chunk = open ? before.chunk : (before?.chunk ?? -1) + 1;
  let content = open ? decodeChunk(before.points!) : emptyPoints();
  for (let from = 0; from < points.values.length;) {
    const to = Math.min(points.values.length, from + CHUNK_POINTS - content.values.length);
    copyPoints(points, from, to, content);
    filled.push({ chunk, points: content });
    chunk++;
    content = emptyPoints();
    from = to;
  }
  return filled;
}
