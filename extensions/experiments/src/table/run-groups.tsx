import type { Client, RunGroup } from '@atelier-ml/api';
import { toNumber, writeText } from '@atelier-ml/api';
import {
  Button,
  EmptyState,
  ErrorState,
  formatNumber,
  icons,
  LoadingState,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import type { ExperimentsServices } from '../services.ts';
import { titleOf } from './column-layout.ts';
import { fieldOf, serverField } from './column-ref.ts';
import type { RunTableModel } from './run-table-model.ts';

const MOST_GROUPS = 1_000;
/** The server takes no more. */
const MOST_METRICS = 20;

type GroupsBody = Parameters<Client['runs']['groups']>[0]['body'];
type Loaded = { groups: readonly RunGroup[]; truncated: boolean };

/** Groups of runs with figures over their metrics, computed by the server over all that match. */
export function RunGroups(props: { model: RunTableModel; services: ExperimentsServices }) {
  const { model, services } = props;
  const trans = useTrans();
  const { settings, total } = model;
  const { groupBy } = settings;
  const metrics = model.columns
    .map(fieldOf)
    .filter(({ kind }) => kind === 'metric')
    .map(({ key }) => key)
    .slice(0, MOST_METRICS);
  const [loaded, setLoaded] = React.useState<Loaded | null>(null);
  const [error, setError] = React.useState<unknown>(null);
  const [round, again] = React.useReducer((count: number) => count + 1, 0);
  const { workspace } = model;
  const { api } = services.client;
  const wanted = JSON.stringify({
    ...model.query,
    by: groupBy.map(serverField),
    metrics,
    limit: MOST_GROUPS
  });
  React.useEffect(() => {
    const controller = new AbortController();
    const body = JSON.parse(wanted) as GroupsBody;
    setError(null);
    api.runs
      .groups({ params: { workspace }, body, signal: controller.signal })
      .then(setLoaded, (problem: unknown) => {
        if (!controller.signal.aborted) {
          setError(problem);
        }
      });
    return () => controller.abort();
  }, [api, workspace, wanted, total, round]);
  if (error !== null) {
    return <ErrorState error={error} onRetry={again} />;
  }
  if (!loaded) {
    return <LoadingState rows={6} />;
  }
  if (loaded.groups.length === 0) {
    return <EmptyState icon={icons.search} text={trans.__('No run matches.')} />;
  }
  const show = (group: RunGroup) =>
    model.set({ filter: filterOf(settings.filter, groupBy, group.values), groupBy: [] });
  return (
    <div className="atl-RunTable-groups">
      <table aria-label={trans.__('Groups of runs')}>
        <thead>
          <tr>
            {groupBy.map(ref => (
              <th key={ref} scope="col">
                {titleOf(ref, trans)}
              </th>
            ))}
            <th scope="col" className="atl-mod-end">
              {trans.__('Runs')}
            </th>
            {metrics.map(key => (
              <th key={key} scope="col" className="atl-mod-end" title={key}>
                {key}
              </th>
            ))}
            <th scope="col">
              <span className="atl-visuallyHidden">{trans.__('Actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {loaded.groups.map(group => (
            <GroupRow
              key={JSON.stringify(group.values)}
              group={group}
              metrics={metrics}
              onShow={() => show(group)}
            />
          ))}
        </tbody>
      </table>
      {loaded.truncated && (
        <p className="atl-Experiments-note">
          {trans.__('The first %1 groups. Narrow the filter to see others.', MOST_GROUPS)}
        </p>
      )}
    </div>
  );
}

function GroupRow(props: { group: RunGroup; metrics: readonly string[]; onShow: () => void }) {
  const { group, metrics } = props;
  const trans = useTrans();
  return (
    <tr>
      {group.values.map((value, index) => (
        <th key={index} scope="row">
          {value ?? <span className="atl-RunTable-missing">{trans.__('not set')}</span>}
        </th>
      ))}
      <td className="atl-mod-end">{group.runs.toLocaleString()}</td>
      {metrics.map(key => (
        <td key={key} className="atl-mod-end">
          <Figures figures={group.metrics[key]} />
        </td>
      ))}
      <td className="atl-mod-end">
        <Button variant="quiet" onClick={props.onShow}>
          {trans.__('Show runs')}
        </Button>
      </td>
    </tr>
  );
}

/** Mean ± sample standard deviation; lowest, highest and count in the title. */
function Figures({ figures }: { figures: RunGroup['metrics'][string] | undefined }) {
  const trans = useTrans();
  if (!figures || figures.mean === null) {
    return <span className="atl-RunTable-missing">–</span>;
  }
  const number = (value: (typeof figures)['mean' | 'minimum' | 'deviation']) =>
    value === null ? '–' : formatNumber(toNumber(value));
  const title = trans.__(
    '%1 to %2, of %3 runs',
    number(figures.minimum ?? null),
    number(figures.maximum ?? null),
    figures.count
  );
  return (
    <span title={title}>
      {number(figures.mean)}
      {figures.deviation !== null && <small> ± {number(figures.deviation)}</small>}
    </span>
  );
}

/** A filter that also asks for the values of a group. */
export function filterOf(
  filter: string,
  by: readonly string[],
  values: readonly (string | null)[]
): string {
  const asked = by.map((ref, index) => {
    const value = values[index] ?? null;
    return value === null
      ? `${serverField(ref)} IS NULL`
      : `${serverField(ref)} = ${writeText(value)}`;
  });
  const given = filter && /\bOR\b/i.test(filter) ? `(${filter})` : filter;
  return [given, ...asked].filter(Boolean).join(' AND ');
}
