import { AtelierError, MetricValue, toMetricValue, toNumber } from '@atelier-ml/api';
import { z } from 'zod';
import { cutPage, decodeCursor } from '../../drivers/database/index.ts';
import type { Direction, ListedRun, RankedRun, RunFilter, RunPosition } from './runs.store.ts';
import type { createRunStore } from './runs.store.ts';

type RunStore = ReturnType<typeof createRunStore>;

export interface RunPage {
  rows: ListedRun[];
  nextCursor?: string;
}

export interface RunOrder {
  orderBy?: string;
  direction: Direction;
  limit: number;
  cursor?: string;
}

const METRIC = 'metric:';
const Text = z.tuple([z.literal('name'), z.string(), z.string()]);
const Started = z.tuple([z.literal('started'), z.number(), z.string()]);
const Ranked = z.tuple([z.literal('metric'), MetricValue, z.string()]);

/** One page of runs in the order that was asked for. @throws AtelierError `invalid-input` */
export async function listInOrder(
  store: RunStore,
  filter: RunFilter,
  order: RunOrder
): Promise<RunPage> {
  const { orderBy = 'started' } = order;
  if (orderBy.startsWith(METRIC) && orderBy.length > METRIC.length) {
    return listByMetric(store, filter, order, orderBy.slice(METRIC.length));
  }
  if (orderBy === 'started' || orderBy === 'name') {
    return listByColumn(store, filter, order, orderBy);
  }
  throw new AtelierError('invalid-input', `Runs cannot be ordered by “${orderBy}”.`, {
    remedy: 'Order by `started`, `name` or `metric:<key>`.',
    fields: [{ path: 'query.orderBy', message: 'must be `started`, `name` or `metric:<key>`' }]
  });
}

async function listByColumn(
  store: RunStore,
  filter: RunFilter,
  { cursor, direction, limit }: RunOrder,
  orderBy: 'started' | 'name'
): Promise<RunPage> {
  const schema = orderBy === 'name' ? Text : Started;
  const after = cursor === undefined ? undefined : decodeCursor(cursor, schema);
  const column = orderBy === 'name' ? 'name' : 'started_at';
  const position: RunPosition | undefined = after && [after[1], after[2]];
  const rows = await store.list(filter, column, direction, limit + 1, position);
  return cutPage(rows, limit, row => [orderBy, row[column], row.id]);
}

/** First the runs with a number there, by it; then the others, the last started first. */
async function listByMetric(
  store: RunStore,
  filter: RunFilter,
  { cursor, direction, limit }: RunOrder,
  key: string
): Promise<RunPage> {
  const after = cursor === undefined ? undefined : decodeCursor(cursor, z.union([Ranked, Started]));
  let ranked: RankedRun[] = [];
  if (after?.[0] !== 'started') {
    const position: RunPosition | undefined = after && [toNumber(after[1]), after[2]];
    ranked = await store.listByMetric(filter, key, direction, limit + 1, position);
  }
  if (ranked.length > limit) {
    return cutPage(ranked, limit, row => ['metric', toMetricValue(row.metric_value), row.id]);
  }
  const position: RunPosition | undefined =
    after?.[0] === 'started' ? [after[1], after[2]] : undefined;
  const wanted = limit + 1 - ranked.length;
  const rest = await store.listWithoutMetric(filter, key, wanted, position);
  const last = ranked.at(-1);
  return cutPage<ListedRun | RankedRun>([...ranked, ...rest], limit, row =>
    last && row.id === last.id
      ? ['metric', toMetricValue(last.metric_value), row.id]
      : ['started', row.started_at, row.id]
  );
}
