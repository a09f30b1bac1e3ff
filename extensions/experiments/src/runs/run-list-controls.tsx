import type { Experiment, Run } from '@atelier-ml/api';
import type { ListModel } from '@atelier-ml/shell';
import { Button, useModel, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { RunFilter } from './run-filter.ts';

export interface RunListControlsProps {
  filter: RunFilter;
  experiments: ListModel<Experiment>;
  /** Those that are fetched: their metrics can be sorted by. */
  runs: readonly Run[];
}

/** Of which experiment, and in which order. */
export function RunListControls({ filter, experiments, runs }: RunListControlsProps) {
  const trans = useTrans();
  useModel(experiments);
  React.useEffect(() => experiments.start(), [experiments]);
  const { experiment, order } = filter;
  const options = experiments.items.some(({ id }) => id === experiment?.id)
    ? experiments.items
    : [...(experiment ? [experiment] : []), ...experiments.items];
  const metrics = [...new Set(runs.flatMap(run => Object.keys(run.metrics)))].sort();
  const sorted = order.by.startsWith('metric:') ? order.by.slice(7) : undefined;
  const keys = sorted === undefined || metrics.includes(sorted) ? metrics : [sorted, ...metrics];
  const ascending = order.direction === 'ascending';
  return (
    <div className="atl-Experiments-controls">
      <select
        className="atl-Experiments-select"
        aria-label={trans.__('Experiment')}
        value={experiment?.id ?? ''}
        onChange={event =>
          filter.showExperiment(options.find(({ id }) => id === event.target.value) ?? null)
        }
      >
        <option value="">{trans.__('All experiments')}</option>
        {options.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <select
        className="atl-Experiments-select"
        aria-label={trans.__('Sort by')}
        value={order.by}
        onChange={event =>
          filter.orderBy(
            event.target.value,
            event.target.value === 'name' ? 'ascending' : 'descending'
          )
        }
      >
        <option value="started">{trans.__('Started')}</option>
        <option value="name">{trans.__('Name')}</option>
        {keys.length > 0 && (
          <optgroup label={trans.__('Last value of a metric')}>
            {keys.map(key => (
              <option key={key} value={`metric:${key}`}>
                {key}
              </option>
            ))}
          </optgroup>
        )}
      </select>
      <Button
        variant="quiet"
        className="atl-Experiments-direction"
        aria-label={ascending ? trans.__('Sorted ascending') : trans.__('Sorted descending')}
        title={ascending ? trans.__('Sorted ascending') : trans.__('Sorted descending')}
        onClick={() => filter.orderBy(order.by)}
      >
        {ascending ? '↑' : '↓'}
      </Button>
    </div>
  );
}
