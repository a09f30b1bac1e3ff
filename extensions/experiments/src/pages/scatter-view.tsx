import { EmptyState, icons, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { ComparisonModel } from '../comparison/index.ts';
import { metricRows, paramRows, scatterOf } from '../comparison/index.ts';
import { ScatterPlot } from './scatter-plot.tsx';

/** One metric over one param, a point a run. */
export function ScatterView({ model }: { model: ComparisonModel }) {
  const trans = useTrans();
  const runs = model.known;
  const { scatterMetric, scatterParam, statistic, directions } = model.view;
  const allParams = paramRows(runs);
  const params = [...allParams].sort((a, b) => Number(b.differs) - Number(a.differs));
  const metrics = metricRows(runs, { statistic, directions });
  const param = params.find(row => row.key === scatterParam) ?? params[0];
  const metric = metrics.find(row => row.key === scatterMetric) ?? metrics[0];
  if (!param || !metric) {
    return (
      <EmptyState
        icon={icons.chart}
        text={trans.__('To plot a metric over a param the runs must have logged both.')}
      />
    );
  }
  const choose = (
    label: string,
    value: string,
    keys: readonly string[],
    onChange: (key: string) => void
  ) => (
    <label className="atl-Experiments-check">
      {label}
      <select
        className="atl-Experiments-select"
        value={value}
        onChange={event => onChange(event.target.value)}
      >
        {keys.map(key => (
          <option key={key}>{key}</option>
        ))}
      </select>
    </label>
  );
  return (
    <>
      <div className="atl-Experiments-bar">
        {choose(
          trans.__('Param'),
          param.key,
          allParams.map(row => row.key),
          key => model.set({ scatterParam: key })
        )}
        {choose(
          trans.__('Metric'),
          metric.key,
          metrics.map(row => row.key),
          key => model.set({ scatterMetric: key })
        )}
      </div>
      <ScatterPlot
        scatter={scatterOf(runs, param.key, metric.key, statistic)}
        param={param.key}
        metric={metric.key}
        runs={
          new Map(
            model.runs.map(({ live, colour }) => [
              live.id,
              { name: live.value?.name ?? live.id, colour }
            ])
          )
        }
      />
    </>
  );
}
