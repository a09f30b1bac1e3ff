import type { Run } from '@atelier-ml/api';
import { writeField } from '@atelier-ml/api';
import { ListModel } from '@atelier-ml/shell';
import type { ExperimentsServices } from '../services.ts';
import type { RunFilter, RunOrder } from './run-filter.ts';

export interface RunListOptions {
  readonly services: ExperimentsServices;
  readonly filter: RunFilter;
  /** A page stays with its workspace; a panel follows the active one. */
  readonly workspace?: string;
  /** Reloads as metrics come in too, for a list that shows them. */
  readonly live?: boolean;
}

/** Between two reloads of a list that shows metrics, in milliseconds. */
const LIVE_INTERVAL = 1_000;

/** An order as the server's search reads it. */
function orderText({ by, direction }: RunOrder): string {
  const field = by.startsWith('metric:') ? writeField('metric', by.slice(7)) : by;
  return `${field} ${direction === 'ascending' ? 'ASC' : 'DESC'}`;
}

/** The runs that a filter lets through, in its order; sorted by the server. */
export function createRunListModel(options: RunListOptions): ListModel<Run> {
  const { filter, live, services, workspace } = options;
  const { client, events, preferences, scope } = services;
  const model = new ListModel<Run>({
    fetchPage: (query, signal) =>
      client.api.runs.list({
        params: { workspace: workspace ?? scope.reference },
        query: {
          ...query,
          experiment: filter.experiment?.id,
          orderBy: orderText(filter.order)
        },
        signal
      }),
    kinds: ['run'],
    events,
    ...(!workspace && { scope }),
    ...(live && {
      actions: ['created', 'updated', 'deleted', 'progressed'],
      reloadInterval: LIVE_INTERVAL
    }),
    pageSize: preferences.pageSize
  });
  filter.queryChanged.connect(() => void model.reload(), model);
  events.changed.connect((_, event) => {
    if (event.kind === 'run' && event.action === 'deleted') {
      filter.forget(event.subjectId);
    }
  }, model);
  return model;
}
