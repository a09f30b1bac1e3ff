import type { RunDetail } from '@atelier-ml/api';
import { toNumber } from '@atelier-ml/api';
import { formatInteger, formatNumber, SearchField, useTrans } from '@atelier-ml/ui';
import * as React from 'react';

/** Metrics that are shown unasked, and from which on they can be searched. */
const SHOWN = 20;

/** Each metric's last value, its best where a goal says which that is, and its range. */
export function RunSummaries({ run }: { run: RunDetail }) {
  const trans = useTrans();
  const [search, setSearch] = React.useState('');
  const all = Object.entries(run.metrics).filter(([key]) => !key.startsWith('system/'));
  if (all.length === 0) {
    return <p className="atl-Experiments-none">{trans.__('None logged.')}</p>;
  }
  const found = all.filter(([key]) => key.toLowerCase().includes(search.toLowerCase()));
  const goals = all.some(([key]) => run.metricDefinitions[key]?.goal);
  return (
    <>
      {all.length > SHOWN && (
        <SearchField label={trans.__('Search metrics')} value={search} onChange={setSearch} />
      )}
      <div className="atl-Experiments-scroll">
        <table className="atl-Experiments-table" aria-label={trans.__('Metrics')}>
          <thead>
            <tr>
              <th scope="col">{trans.__('Metric')}</th>
              <th scope="col">{trans.__('Last')}</th>
              {goals && <th scope="col">{trans.__('Best')}</th>}
              <th scope="col">{trans.__('Lowest')}</th>
              <th scope="col">{trans.__('Highest')}</th>
              <th scope="col">{trans.__('Points')}</th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, search ? undefined : SHOWN).map(([key, summary]) => {
              const { unit, goal } = run.metricDefinitions[key] ?? { unit: null, goal: null };
              const best =
                goal === 'maximize'
                  ? summary.maximum
                  : goal === 'minimize'
                    ? summary.minimum
                    : null;
              return (
                <tr key={key}>
                  <th scope="row">
                    {key} {unit && <small>{unit}</small>}
                  </th>
                  <td>{formatNumber(toNumber(summary.last))}</td>
                  {goals && <td>{goal ? shown(best) : ''}</td>}
                  <td>{shown(summary.minimum)}</td>
                  <td>{shown(summary.maximum)}</td>
                  <td>{formatInteger(summary.count)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {!search && all.length > SHOWN && (
        <p className="atl-Experiments-none">
          {trans.__('and %1 more; search to find them', all.length - SHOWN)}
        </p>
      )}
    </>
  );
}

const shown = (value: RunDetail['metrics'][string]['minimum']) =>
  formatNumber(value === null ? null : toNumber(value));
