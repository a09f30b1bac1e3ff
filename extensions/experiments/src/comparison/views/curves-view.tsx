import { Button, EmptyState, icons, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { MetricCharts } from '../../charts/index.ts';
import { metricOfAxis } from '../../metrics/index.ts';
import { ChartSources, metricOfChart } from '../chart-sources.ts';
import { FieldSelect } from './field-select.tsx';
import { GroupControls } from './group-controls.tsx';
import { GroupLegend } from './group-legend.tsx';
import type { ViewProps } from './view-props.ts';

/** Metrics that are fetched before any chart is in sight. */
const AT_ONCE = 12;

/** Every metric's curves, one a run, or one a group with its band. */
export function CurvesView({ model, onOpen }: ViewProps) {
  const trans = useTrans();
  const source = React.useMemo(() => new ChartSources(model), [model]);
  const [seen, setSeen] = React.useState<ReadonlySet<string>>(new Set());
  const onShown = React.useCallback(
    (chart: string) =>
      setSeen(before => {
        const metric = metricOfChart(chart);
        return before.has(metric) ? before : new Set([...before, metric]);
      }),
    []
  );
  const onPoint = React.useCallback(({ run }: { run: string }) => onOpen(run), [onOpen]);
  const { shown, settings } = model;
  const keys = source.curveKeys;
  const along = metricOfAxis(model.charts.values.axis);
  const first = keys
    .filter(key => !key.startsWith('system/'))
    .sort()
    .slice(0, AT_ONCE);
  const wanted = [...new Set([...first, ...seen, ...(along === null ? [] : [along])])];
  const ids = shown.map(({ id }) => id);
  React.useEffect(() => {
    model.curves.want(
      ids,
      wanted.filter(key => keys.includes(key))
    );
  });
  const machine = keys.some(key => key.startsWith('system/'));
  const [part, setPart] = React.useState<'metrics' | 'system'>('metrics');
  const sources = source.sources();
  const singles = new Set(
    shown.flatMap(({ value }) => Object.keys(value.metrics).filter(key => !keys.includes(key)))
  );
  const drawn = sources.some(({ metrics }) => metrics.size > 0);
  if (shown.length > 0 && !drawn && singles.size === 0) {
    return (
      <EmptyState
        icon={icons.chart}
        text={trans.__('None of the shown runs has logged a metric.')}
      />
    );
  }
  return (
    <>
      <div className="atl-Experiments-bar">
        <GroupControls model={model} members />
        <FieldSelect
          label={trans.__('A chart each')}
          value={settings.facet}
          none={trans.__('one for all')}
          choices={model.choices}
          kinds={['params', 'tags', 'attributes']}
          onChange={facet => model.set({ facet })}
        />
        {machine && (
          <Button
            aria-pressed={part === 'system'}
            onClick={() => setPart(part === 'system' ? 'metrics' : 'system')}
          >
            {trans.__('System metrics')}
          </Button>
        )}
        {singles.size > 0 && shown.length > 12 && (
          <Button variant="quiet" onClick={() => model.set({ tab: 'bars' })}>
            {trans._n(
              '%1 metric with one value: bars',
              '%1 metrics with one value: bars',
              singles.size
            )}
          </Button>
        )}
      </div>
      <GroupLegend model={model} />
      {drawn && (
        <MetricCharts
          sources={sources}
          settings={model.charts}
          part={part}
          onShown={onShown}
          onPoint={settings.groupBy.length > 0 ? undefined : onPoint}
        />
      )}
    </>
  );
}
