import { mlflowExperimentSearch } from '@atelier-ml/api';
import type { Field } from '@atelier-ml/api';
import type { ExperimentRow } from '../experiments/index.ts';
import type { MlflowContext } from './context.ts';
import { comparing, cutPage, filterOf, matches, orderOf, pageSize } from './row-search.ts';
import { createTrackingStore } from './tracking.store.ts';

const USUAL = 1_000;
const MOST = 50_000;

interface ExperimentQuery {
  filter?: string;
  order_by?: string[];
  max_results?: number;
  page_token?: string;
  view_type?: 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL';
}

type Searched = ExperimentRow & { tags: Map<string, string> };

/** A workspace has few experiments: they are searched without the help of an index. */
export async function searchExperiments(
  { database, experiments, workspaceId }: MlflowContext,
  query: ExperimentQuery
): Promise<{ rows: ExperimentRow[]; nextPageToken?: string }> {
  const filter = filterOf(query.filter, mlflowExperimentSearch);
  const order = orderOf(query.order_by ?? [], mlflowExperimentSearch);
  const size = pageSize(query.max_results, USUAL, MOST);
  // It is there for everybody who looks.
  await experiments.getByNumber(workspaceId, 0);
  const tracking = createTrackingStore(database.reads);
  const all = await tracking.allExperiments(workspaceId);
  const tags = Map.groupBy(await tracking.experimentTags(workspaceId), tag => tag.experiment_id);
  const view = query.view_type ?? 'ACTIVE_ONLY';
  const found = all
    .filter(row => view === 'ALL' || (row.deleted_at === null) === (view === 'ACTIVE_ONLY'))
    .map(row => ({
      ...row,
      tags: new Map((tags.get(row.id) ?? []).map(({ key, value }) => [key, value]))
    }))
    .filter(row => matches(filter, row, valueOf));
  const keys = order.length ? order : [{ field: CREATION, descending: true }];
  const compare = comparing(keys, valueOf);
  const tie = order.length ? -1 : 1;
  found.sort((a, b) => compare(a, b) || tie * (a.number - b.number));
  return cutPage(found, { token: query.page_token, size });
}

const CREATION: Field = { kind: 'attribute', key: 'creation_time' };

function valueOf(row: Searched, { key, kind }: Field) {
  if (kind === 'tag') {
    return row.tags.get(key);
  }
  switch (key) {
    case 'name':
      return row.name;
    case 'experiment_id':
      return String(row.number);
    case 'creation_time':
      return row.created_at;
    default:
      return row.updated_at;
  }
}
