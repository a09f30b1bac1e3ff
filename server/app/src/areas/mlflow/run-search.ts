import { mlflowRunSearch } from '@atelier-ml/api';
import type { Field, MlflowRun } from '@atelier-ml/api';
import type { MlflowContext } from './context.ts';
import { experimentNumber } from './experiments.ts';
import { comparing, cutPage, filterOf, matches, orderOf, pageSize } from './row-search.ts';
import { listed, presentRuns } from './run-present.ts';
import { createTrackingStore } from './tracking.store.ts';

const USUAL = 1_000;
const MOST = 50_000;

interface RunQuery {
  experiment_ids: string[];
  filter?: string;
  run_view_type?: 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL';
  max_results?: number;
  order_by: string[];
  page_token?: string;
}

export async function searchRuns(context: MlflowContext, query: RunQuery) {
  const { database, workspaceId } = context;
  const filter = filterOf(query.filter, mlflowRunSearch);
  const order = orderOf(query.order_by, mlflowRunSearch);
  const size = pageSize(query.max_results, USUAL, MOST);
  const tracking = createTrackingStore(database.queries);
  const experiments = await tracking.experimentsByNumber(
    workspaceId,
    query.experiment_ids.map(experimentNumber)
  );
  const rows = await tracking.runsOfExperiments(experiments.map(({ id }) => id));
  const view = query.run_view_type ?? 'ACTIVE_ONLY';
  const runs = (await presentRuns(database.queries, rows))
    .filter(
      run => view === 'ALL' || stageOf(run) === (view === 'ACTIVE_ONLY' ? 'active' : 'deleted')
    )
    .filter(run => matches(filter, run, valueOf));
  const compare = comparing(order, valueOf);
  runs.sort(
    (a, b) =>
      compare(a, b) ||
      b.info.start_time - a.info.start_time ||
      (a.info.run_id < b.info.run_id ? -1 : 1)
  );
  const page = cutPage(runs, { token: query.page_token, size });
  return {
    ...listed('runs', page.rows),
    ...(page.nextPageToken && { next_page_token: page.nextPageToken })
  };
}

const stageOf = (run: MlflowRun): string => run.info.lifecycle_stage;

function valueOf({ data, info }: MlflowRun, { key, kind }: Field) {
  switch (kind) {
    case 'metric': {
      const value = data.metrics?.find(metric => metric.key === key)?.value;
      return value === 'NaN' ? null : value;
    }
    case 'param':
      return data.params?.find(param => param.key === key)?.value;
    case 'tag':
      return data.tags?.find(tag => tag.key === key)?.value;
    default:
      return attributeOf(info, key);
  }
}

function attributeOf(info: MlflowRun['info'], key: string) {
  switch (key) {
    case 'name':
      return info.run_name;
    case 'started':
      return info.start_time;
    case 'ended':
      return info.end_time;
    case 'user':
      return info.user_id;
    case 'id':
      return info.run_id;
    default:
      return info[key as 'status' | 'experiment_id' | 'artifact_uri' | 'lifecycle_stage'];
  }
}
