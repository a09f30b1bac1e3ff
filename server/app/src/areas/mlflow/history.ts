import type { MlflowMetric, mlflowRoutes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import { createSeriesStore } from '../experiments/index.ts';
import type { Points } from '../experiments/index.ts';
import type { MlflowContext } from './context.ts';
import { invalid } from './errors.ts';
import { createOrderedSeries, placesOf } from './ordered-series.ts';
import { readToken, writeToken } from './row-search.ts';
import { listed, numberOut } from './run-present.ts';
import { findRun } from './runs.ts';
import { createTrackingStore } from './tracking.store.ts';

const LARGEST_PAGE = 25_000;
const MOST_RUNS = 100;
const MOST_POINTS = 2_500;

export function createMetricHandlers(
  context: MlflowContext
): HandlersOf<typeof mlflowRoutes.metrics> {
  const { database, workspaceId } = context;

  const series = createSeriesStore(database.reads);
  const ordered = createOrderedSeries(database.reads);

  return {
    async history({ query }) {
      const { max_results: limit, metric_key: key, page_token: token } = query;
      if (limit !== undefined && limit <= 0) {
        throw invalid(
          `Invalid value ${limit} for parameter 'max_results' supplied. ` +
            'It must be a positive integer.'
        );
      }
      const { id } = await findRun(context, query.run_id);
      const offset = token ? readToken(token) : 0;
      const paged = limit !== undefined || token !== undefined;
      const size = paged ? Math.min(limit ?? LARGEST_PAGE, LARGEST_PAGE) : Infinity;
      const { places, points, total } = await ordered.page(id, key, { offset, size });
      return {
        ...listed(
          'metrics',
          places.map(place => metricAt(key, points, place))
        ),
        ...(offset + size < total && { next_page_token: writeToken(offset + size) })
      };
    },
    async bulkInterval({ query }) {
      const { end_step: end, max_results: limit = MOST_POINTS, start_step: start } = query;
      requireRange(query.run_ids, limit, start, end);
      const rows = await createTrackingStore(database.reads).runsOf(query.run_ids);
      const known = new Set(
        rows.filter(row => row.workspace_id === workspaceId).map(row => row.id)
      );
      const metrics: (MlflowMetric & { run_id: string })[] = [];
      for (const id of query.run_ids.filter(runId => known.has(runId))) {
        const points = await series.all(id, query.metric_key);
        const within = placesOf(points, 'step').filter(place => {
          const step = points.steps[place]!;
          return start === undefined || (step >= start && step <= end!);
        });
        for (const place of sampled(within, limit)) {
          metrics.push({ ...metricAt(query.metric_key, points, place), run_id: id });
        }
      }
      return listed('metrics', metrics);
    }
  };
}

function requireRange(
  runIds: string[],
  limit: number,
  start: number | undefined,
  end: number | undefined
): void {
  if (!runIds.length) {
    throw invalid("Missing value for required parameter 'run_ids'.");
  }
  if (runIds.length > MOST_RUNS) {
    throw invalid(
      `GetMetricHistoryBulkInterval request must specify at most ${MOST_RUNS} run_ids. ` +
        `Received ${runIds.length} run_ids.`
    );
  }
  if (limit < 1 || limit > MOST_POINTS) {
    throw invalid(`max_results must be between 1 and ${MOST_POINTS}.`);
  }
  if ((start === undefined) !== (end === undefined)) {
    throw invalid('If either start step or end step are specified, both must be specified.');
  }
  if (start !== undefined && start > end!) {
    throw invalid(
      'end_step must be greater than start_step. ' +
        `Found start_step=${start} and end_step=${end}.`
    );
  }
}

/** The first of each of as many even parts as are wanted; the very last one always stays. */
function sampled<T>(points: T[], most: number): T[] {
  if (points.length <= most) {
    return points;
  }
  const small = Math.floor(points.length / most);
  const large = points.length % most;
  const chosen = Array.from({ length: most }, (_, part) => part * small + Math.min(part, large));
  chosen[most - 1] = points.length - 1;
  return chosen.map(index => points[index]!);
}

function metricAt(key: string, { steps, times, values }: Points, place: number): MlflowMetric {
  return {
    key,
    value: numberOut(values[place]!),
    timestamp: times[place]!,
    step: steps[place]!
  };
}
