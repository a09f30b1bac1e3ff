import type { MlflowMetric, mlflowRoutes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import { createSeriesStore } from '../experiments/index.ts';
import type { Points } from '../experiments/index.ts';
import type { MlflowContext } from './context.ts';
import { invalid } from './errors.ts';
import { cutPage } from './row-search.ts';
import { listed, numberOut } from './run-present.ts';
import { findRun } from './runs.ts';
import { createTrackingStore } from './tracking.store.ts';

const LARGEST_PAGE = 25_000;
const MOST_RUNS = 100;
const MOST_POINTS = 2_500;

type Order = ('step' | 'timestamp')[];

export function createMetricHandlers(
  context: MlflowContext
): HandlersOf<typeof mlflowRoutes.metrics> {
  const { database, workspaceId } = context;

  /** The points of a series, and their places in it in the order that is asked for. */
  async function pointsOf(runId: string, key: string, order: Order) {
    const points = await createSeriesStore(database.reads).all(runId, key);
    const metricAt = (place: number): MlflowMetric => ({
      key,
      value: numberOut(points.values[place]!),
      timestamp: points.times[place]!,
      step: points.steps[place]!
    });
    return { points, places: placesOf(points, order), metricAt };
  }

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
      const { metricAt, places } = await pointsOf(id, key, ['timestamp', 'step']);
      const paged = limit !== undefined || token !== undefined;
      const size = paged ? Math.min(limit ?? LARGEST_PAGE, LARGEST_PAGE) : places.length;
      const { nextPageToken, rows } = cutPage(places, { token, size });
      return {
        ...listed('metrics', rows.map(metricAt)),
        ...(nextPageToken && { next_page_token: nextPageToken })
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
        const order: Order = ['step', 'timestamp'];
        const { metricAt, places, points } = await pointsOf(id, query.metric_key, order);
        const within = places.filter(place => {
          const step = points.steps[place]!;
          return start === undefined || (step >= start && step <= end!);
        });
        metrics.push(...sampled(within, limit).map(at => ({ ...metricAt(at), run_id: id })));
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

/** Places of points in an order. Most series lie in it already, and sorting long ones takes a while. */
function placesOf({ steps, times, values }: Points, order: Order): number[] {
  const [first, second] = order.map(name => (name === 'step' ? steps : times)) as [
    number[],
    number[]
  ];
  const compare = (a: number, b: number): number =>
    first[a]! - first[b]! || second[a]! - second[b]! || weight(values[a]!) - weight(values[b]!);
  const places = values.map((_, place) => place);
  const isSorted = places.every(place => place === 0 || compare(place - 1, place) <= 0);
  return isSorted ? places : places.sort(compare);
}

/** NaN counts as zero where MLflow's servers order by the value. */
function weight(value: number): number {
  const number = numberOut(value);
  return number === 'NaN' ? 0 : number;
}
