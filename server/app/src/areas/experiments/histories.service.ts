import { AtelierError } from '@atelier-ml/api';
import type { MetricSeries } from '@atelier-ml/api';
import type { Queries } from '../../drivers/database/index.ts';
import type { User } from '../../http/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { downsample } from './downsample.ts';
import { decodeChunk, emptyPoints } from './metric-chunk.ts';
import type { Points } from './metric-chunk.ts';
import { sampleChunks } from './metric-sample.ts';
import type { PointRange } from './metric-sample.ts';
import { createMetricsStore } from './metrics.store.ts';
import { presentSeries } from './runs.present.ts';
import { createRunStore } from './runs.store.ts';
import { createSeriesStore } from './series.store.ts';

export interface HistoryQuery extends PointRange {
  key?: string;
  maximumPoints: number;
}

export interface HistoriesQuery {
  runs: string[];
  keys: string[];
  maximumPoints: number;
  times: boolean;
}

export interface HistoriesOptions {
  /** For reading alone. */
  queries: Queries;
  workspaces: Workspaces;
}

/** A series of so many chunks is read whole, with others of its size at once. */
const SHORT = 3;

export type Histories = ReturnType<typeof createHistories>;

/** Points of metrics over the course of runs. */
export function createHistories({ queries, workspaces }: HistoriesOptions) {
  const runs = createRunStore(queries);
  const metrics = createMetricsStore(queries);
  const stored = createSeriesStore(queries);

  /** All series of a run, each sampled. */
  async function sampleRun(
    runId: string,
    { key, maximumPoints, ...range }: HistoryQuery
  ): Promise<{ series: Map<string, Points>; position: number }> {
    const heads = Map.groupBy(await stored.heads(runId, key, range), head => head.key);
    const series = new Map<string, Points>();
    let position = 0;
    for (const [name, chunks] of heads) {
      const points = await sampleChunks(chunks, range, maximumPoints, numbers =>
        stored.points(runId, name, numbers)
      );
      position = Math.max(position, chunks.at(-1)!.last_position);
      if (points.values.length) {
        series.set(name, points);
      }
    }
    return { series, position };
  }

  async function sampleShort(
    rows: { run_id: string; key: string }[],
    maximum: number
  ): Promise<Map<string, Points>> {
    const wanted = new Set(rows.map(placeOf));
    const found = new Map<string, Points>();
    const runIds = [...new Set(rows.map(row => row.run_id))];
    const keys = [...new Set(rows.map(row => row.key))];
    for (const chunk of runIds.length ? await stored.firstChunks(runIds, keys, SHORT) : []) {
      const place = placeOf(chunk);
      if (wanted.has(place)) {
        found.set(place, decodeChunk(chunk.points, found.get(place) ?? emptyPoints()));
      }
    }
    found.forEach((points, place) => found.set(place, downsample(points, maximum)));
    return found;
  }

  return {
    /** One run's points above a position or in a range of steps. */
    async history(
      workspace: string,
      id: string,
      query: HistoryQuery,
      user: User
    ): Promise<{ series: MetricSeries[]; position: number }> {
      const { id: workspaceId } = await workspaces.resolve(workspace, user);
      const row = await runs.find(id);
      if (row?.workspace_id !== workspaceId) {
        throw new AtelierError('not-found', 'There is no such run in this workspace.', {
          remedy: 'It may have been deleted, or lie in another workspace.'
        });
      }
      const { position, series } = await sampleRun(id, query);
      const counts = new Map((await metrics.summaries([id])).map(m => [m.key, m.count]));
      return {
        series: [...series].map(([name, points]) =>
          presentSeries(name, points, counts.get(name) ?? 0)
        ),
        // What was stored between the queries belongs to the next answer as well as to this.
        position: Math.max(query.after, row.last_position, position)
      };
    },

    /** Several metrics of several runs; what is not there is left out. */
    async histories(
      workspace: string,
      { keys, maximumPoints, runs: runIds, times }: HistoriesQuery,
      user: User
    ): Promise<{ series: (MetricSeries & { run: string })[] }> {
      const { id: workspaceId } = await workspaces.resolve(workspace, user);
      const rows = await stored.summariesOf(workspaceId, [...new Set(runIds)], keys);
      const [long, short] = [true, false].map(is => rows.filter(row => row.chunk >= SHORT === is));
      const found = await sampleShort(short!, maximumPoints);
      for (const row of long!) {
        const query = { key: row.key, after: 0, maximumPoints };
        const { series } = await sampleRun(row.run_id, query);
        found.set(placeOf(row), series.get(row.key) ?? emptyPoints());
      }
      return {
        series: rows.map(row => {
          const series = presentSeries(
            row.key,
            found.get(placeOf(row)) ?? emptyPoints(),
            row.count
          );
          return { run: row.run_id, ...series, ...(!times && { times: [] }) };
        })
      };
    }
  };
}

function placeOf({ key, run_id: run }: { run_id: string; key: string }): string {
  return `${run}${key}`;
}
