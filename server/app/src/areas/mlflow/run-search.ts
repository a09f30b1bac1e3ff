import { mlflowRunSearch } from '@atelier-ml/api';
import { createRunSearchStore, readCursor, writeCursor } from '../experiments/index.ts';
import type { RunSearch } from '../experiments/index.ts';
import type { MlflowContext } from './context.ts';
import { experimentNumber } from './experiments.ts';
import { filterOf, orderOf, pageSize } from './row-search.ts';
import { listed, presentRuns } from './run-present.ts';
import { createTrackingStore } from './tracking.store.ts';

const USUAL = 1_000;
const MOST = 50_000;
const VIEWS = { ACTIVE_ONLY: 'active', DELETED_ONLY: 'deleted', ALL: 'all' } as const;

interface RunQuery {
  experiment_ids: string[];
  filter?: string;
  run_view_type?: keyof typeof VIEWS;
  max_results?: number;
  order_by: string[];
  page_token?: string;
}

/** A page of runs; its token names the place where it ends, so that new runs shift nothing. */
export async function searchRuns(context: MlflowContext, query: RunQuery) {
  const { database, workspaceId } = context;
  const size = pageSize(query.max_results, USUAL, MOST);
  const experiments = await createTrackingStore(database.reads).experimentsByNumber(
    workspaceId,
    query.experiment_ids.map(experimentNumber)
  );
  const search: RunSearch = {
    workspaceId,
    experimentIds: experiments.map(({ id }) => id),
    filter: filterOf(query.filter, mlflowRunSearch),
    order: orderOf(query.order_by, mlflowRunSearch),
    view: VIEWS[query.run_view_type ?? 'ACTIVE_ONLY'],
    mlflow: true
  };
  const after = query.page_token ? readCursor(search, query.page_token) : undefined;
  const store = createRunSearchStore(database.reads, database.kind);
  const found = await store.find(search, size + 1, after);
  const page = found.slice(0, size);
  const runs = await presentRuns(
    database.reads,
    page.map(({ row }) => row)
  );
  return {
    ...listed('runs', runs),
    ...(found.length > size && { next_page_token: writeCursor(search, page.at(-1)!.place) })
  };
}
