import { slicesOf } from '../../drivers/database/index.ts';
import type { Queries } from '../../drivers/database/index.ts';
import { chunkRowsOf } from './chunk-rows.ts';
import { countOf } from './metric-chunk.ts';
import type { Points } from './metric-chunk.ts';
import { summarize } from './metric-summary.ts';
import { dropRepeated, rangeOf, suspectsOf } from './repeated-points.ts';
import { createSeriesStore } from './series.store.ts';
import type { ChunkRow, MetricRow, RunRow, RunTables } from './tables.ts';

/** Each comes with its open chunk. */
const RUNS_AT_ONCE = 50;
/** The last of those whose steps cover the point. */
const CHUNKS_COMPARED = 16;

type Known = Pick<
  MetricRow,
  'last' | 'minimum' | 'maximum' | 'count' | 'step' | 'time' | 'chunk' | 'chunk_count'
> & {
  points: Uint8Array | null;
};

/** Points of one metric of one run that are new. */
export interface NewPoints {
  run: Pick<RunRow, 'id' | 'workspace_id' | 'experiment_id'>;
  key: string;
  points: Points;
  /** Which of them are from writers that may say the same point twice. */
  loose: number[];
}

const placeOf = (runId: string, key: string): string => runId + key;

/** Summaries of the metrics of runs, and how points are added. */
export function createMetricsStore(queries: Queries) {
  const db = queries.$extendTables<RunTables>();

  async function findKnown(runIds: string[], keys: string[]): Promise<Map<string, Known>> {
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
        .select(['m.run_id', 'm.key', 'm.last', 'm.minimum', 'm.maximum', 'm.count', 'm.step'])
        .select(['m.time', 'm.chunk', 'm.chunk_count', 'c.points'])
        .where('m.run_id', 'in', runIds)
        .where('m.key', 'in', slice)
        .execute();
      rows.forEach(row => known.set(placeOf(row.run_id, row.key), row));
    }
    return known;
  }

  async function findAllKnown(added: NewPoints[]): Promise<Map<string, Known>> {
    const keys = [...new Set(added.map(each => each.key))];
    const runIds = [...new Set(added.map(each => each.run.id))];
    const known = new Map<string, Known>();
    for (const slice of slicesOf(runIds, RUNS_AT_ONCE)) {
      (await findKnown(slice, keys)).forEach((row, place) => known.set(place, row));
    }
    return known;
  }

  /** A point that is said again in all its parts is kept once, as far back as the filter looks. */
  async function withoutRepeated(
    runId: string,
    key: string,
    points: Points,
    loose: number[],
    before: Known | undefined
  ): Promise<Points> {
    const suspects = loose.length ? suspectsOf(points, loose, before) : [];
    if (!suspects.length) {
      return points;
    }
    const series = createSeriesStore(queries);
    const heads = before ? await series.heads(runId, key, rangeOf(points, suspects)) : [];
    const chunks = heads.slice(-CHUNKS_COMPARED).map(head => head.chunk);
    return dropRepeated(points, suspects, await series.points(runId, key, chunks));
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
            time: set.ref('excluded.time'),
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
    /** Adds points to runs; each metric's summary stands for all of its points afterwards. */
    async append(added: NewPoints[]): Promise<void> {
      const known = await findAllKnown(added);
      const summaries: MetricRow[] = [];
      const chunks: ChunkRow[] = [];
      for (const { key, loose, points: given, run } of added) {
        const before = known.get(placeOf(run.id, key));
        const points = await withoutRepeated(run.id, key, given, loose, before);
        if (!points.values.length) {
          continue;
        }
        const filled = chunkRowsOf(run.id, key, points, before);
        filled.forEach(row => chunks.push(row));
        const tail = filled.at(-1)!;
        const { count, last, maximum, minimum, step, time } = summarize(before, points);
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
          time,
          chunk: tail.chunk,
          chunk_count: countOf(tail.points)
        });
      }
      await saveSummaries(summaries);
      await saveKeys(summaries.filter(row => !known.has(placeOf(row.run_id, row.key))));
      await saveChunks(chunks);
    },

    /** Summaries of all metrics of some runs, or of some metrics. */
    summaries: (runIds: string[], keys?: readonly string[]) =>
      db
        .selectFrom('run_metrics')
        .selectAll()
        .where('run_id', 'in', runIds)
        .$if(keys !== undefined, query => query.where('key', 'in', keys!))
        .orderBy('run_id')
        .orderBy('key')
        .execute()
  };
}
