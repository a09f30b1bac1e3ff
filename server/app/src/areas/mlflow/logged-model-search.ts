import { mlflowLoggedModelSearch } from '@atelier-ml/api';
import type { Field, OrderKey } from '@atelier-ml/api';
import type { MlflowContext } from './context.ts';
import { invalid } from './errors.ts';
import { experimentNumber } from './experiments.ts';
import { presentLoggedModels } from './logged-model-present.ts';
import { createLoggedModelStore } from './logged-models.store.ts';
import type { LoggedModelMetricRow, LoggedModelRow } from './logged-models.store.ts';
import { listed } from './run-present.ts';
import { comparing, filterOf, matches, orderOf, pageSize } from './row-search.ts';
import { createTrackingStore } from './tracking.store.ts';

const USUAL = 100;
const MOST = 50_000;

interface DatasetChoice {
  dataset_name?: string;
  dataset_digest?: string;
}
interface OrderBy extends DatasetChoice {
  field_name: string;
  ascending: boolean;
}
interface LoggedModelQuery {
  experiment_ids: string[];
  filter?: string;
  datasets: DatasetChoice[];
  max_results?: number;
  order_by: OrderBy[];
  page_token?: string;
}

interface Searched {
  row: LoggedModelRow;
  params: Record<string, string>;
  tags: Record<string, string>;
  metrics: LoggedModelMetricRow[];
}

/** An experiment has few models beside its runs: they are searched without the help of an index. */
export async function searchLoggedModels(context: MlflowContext, query: LoggedModelQuery) {
  const { database } = context;
  if (query.datasets.some(dataset => !dataset.dataset_name)) {
    throw invalid('`dataset_name` in the `datasets` clause must be specified.');
  }
  const filter = filterOf(query.filter, mlflowLoggedModelSearch);
  const order = query.order_by.map(orderKeyOf);
  const size = pageSize(query.max_results, USUAL, MOST);
  const offset = query.page_token ? offsetIn(query.page_token, query) : 0;

  const chosen = (metric: LoggedModelMetricRow): boolean =>
    !query.datasets.length || query.datasets.some(dataset => isOf(metric, dataset));
  const found = (await load(context, query.experiment_ids))
    .map(model => ({ ...model, metrics: model.metrics.filter(chosen) }))
    .filter(model => !query.datasets.length || model.metrics.length)
    .filter(model => matches(filter, model, valueOf));
  const compare = comparing(order, orderValue);
  found.sort(
    (a, b) => compare(a, b) || b.row.created_at - a.row.created_at || (a.row.id < b.row.id ? -1 : 1)
  );
  const page = found.slice(offset, offset + size).map(model => model.row);
  const end = offset + size;
  return {
    ...listed('models', await presentLoggedModels(database.reads, page)),
    ...(end < found.length && { next_page_token: tokenOf(end, query) })
  };
}

async function load(
  { database, workspaceId }: MlflowContext,
  experimentIds: string[]
): Promise<Searched[]> {
  const experiments = await createTrackingStore(database.reads).experimentsByNumber(
    workspaceId,
    experimentIds.map(experimentNumber)
  );
  const store = createLoggedModelStore(database.reads);
  const rows = await store.ofExperiments(experiments.map(({ id }) => id));
  const metrics = Map.groupBy(
    await store.metricsOfExperiments(experiments.map(({ id }) => id)),
    metric => metric.model_id
  );
  return rows.map(row => ({
    row,
    params: JSON.parse(row.params) as Record<string, string>,
    tags: JSON.parse(row.tags) as Record<string, string>,
    metrics: metrics.get(row.id) ?? []
  }));
}

const isOf = (metric: LoggedModelMetricRow, { dataset_digest, dataset_name }: DatasetChoice) =>
  (!dataset_name || metric.dataset_name === dataset_name) &&
  (!dataset_digest || metric.dataset_digest === dataset_digest);

function valueOf(model: Searched, { key, kind }: Field) {
  switch (kind) {
    case 'metric':
      return model.metrics.filter(metric => metric.key === key).map(metric => metric.value);
    case 'param':
      return model.params[key];
    case 'tag':
      return model.tags[key];
    default:
      return attributeOf(model.row, key);
  }
}

function attributeOf(row: LoggedModelRow, key: string): string | number | null {
  switch (key) {
    case 'model_id':
      return row.id;
    case 'creation_timestamp':
      return row.created_at;
    case 'last_updated_timestamp':
      return row.updated_at;
    case 'status':
      return row.status.replace(/^LOGGED_MODEL_/, '');
    default:
      return row[key as 'name' | 'model_type' | 'source_run_id'];
  }
}

type ModelOrder = OrderKey & { dataset: DatasetChoice };

function orderKeyOf({ ascending, field_name: name, ...dataset }: OrderBy): ModelOrder {
  const [prefix, ...rest] = name.split('.');
  if (prefix === 'metrics' && rest.length) {
    const field = { kind: 'metric', key: rest.join('.') } as const;
    return { field, descending: !ascending, dataset };
  }
  if (rest.length && prefix !== 'attributes') {
    throw invalid(`Invalid order by field name: ${name}. Only metrics are supported.`);
  }
  const [key] = orderOf([name], mlflowLoggedModelSearch);
  return { field: key!.field, descending: !ascending, dataset };
}

/** The metric's newest point, of the dataset that is asked for. */
function orderValue({ metrics, row }: Searched, field: Field, { dataset }: ModelOrder) {
  if (field.kind !== 'metric') {
    return attributeOf(row, field.key);
  }
  return metrics
    .filter(metric => metric.key === field.key && isOf(metric, dataset))
    .toSorted((a, b) => b.time - a.time || b.step - a.step || (a.run_id < b.run_id ? -1 : 1))
    .at(0)?.value;
}

/** A token belongs to its query: with another one the pages would not fit together. */
function tokenOf(offset: number, { experiment_ids, filter = '', order_by }: LoggedModelQuery) {
  const content = { experiment_ids, filter, order_by, offset };
  return Buffer.from(JSON.stringify(content)).toString('base64');
}

function offsetIn(token: string, query: LoggedModelQuery): number {
  const offset = contentOf(token)?.offset;
  if (!Number.isSafeInteger(offset) || (offset as number) < 0) {
    throw invalid('Invalid page token, could not base64-decode');
  }
  if (tokenOf(offset as number, query) !== token) {
    throw invalid(
      'The page token does not match the requested experiment IDs, filter string or order by.'
    );
  }
  return offset as number;
}

function contentOf(token: string): { offset?: unknown } | null | undefined {
  try {
    return JSON.parse(Buffer.from(token, 'base64').toString()) as { offset?: unknown } | null;
  } catch {
    return undefined;
  }
}
