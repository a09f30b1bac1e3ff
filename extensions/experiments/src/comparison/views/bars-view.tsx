import {
  BarPlot,
  EmptyState,
  formatNumber,
  icons,
  PlotFigure,
  seriesColour,
  useTrans
} from '@atelier-ml/ui';
import type { PlotBar } from '@atelier-ml/ui';
import * as React from 'react';
import { Check } from '../../charts/index.ts';
import type { ComparisonModel } from '../comparison-model.ts';
import { toCsv } from '../csv.ts';
import type { FieldRef } from '../fields.ts';
import { fieldName } from '../fields.ts';
import { deviation, halfInterval, mean } from '../statistics.ts';
import { FieldSelect } from './field-select.tsx';
import { GroupControls, StatisticSelect } from './group-controls.tsx';
import { chosenField } from './plot-values.ts';
import { nameOf } from './run-side-list.tsx';
import type { ViewProps } from './view-props.ts';

/** One metric, a bar a run; with groups a bar a group with its error. */
export function BarsView({ model, onOpen }: ViewProps) {
  const trans = useTrans();
  const { bars, groupBy } = model.settings;
  const metric = chosenField(model, bars.metric, ['metrics']);
  if (!metric || model.shown.length === 0) {
    return <EmptyState icon={icons.chart} text={trans.__('The shown runs have no metric.')} />;
  }
  const column = model.column(metric);
  const all = groupBy.length > 0 ? groupBars(model, metric) : runBars(model, metric);
  const sign = model.directionOf(fieldName(metric)) === 'higher' ? -1 : 1;
  const value = (bar: PlotBar) => (bar.value === null ? Infinity : sign * bar.value);
  const shown = bars.sorted ? [...all].sort((a, b) => value(a) - value(b)) : all;
  const label = trans.__('%1 by run', fieldName(metric));
  const without = shown.filter(bar => bar.value === null).length;
  const unit = model.goals.unitOf(fieldName(metric));
  return (
    <>
      <div className="atl-Experiments-bar">
        <FieldSelect
          label={trans.__('Metric')}
          value={metric}
          choices={model.choices}
          kinds={['metrics']}
          onChange={ref => model.set({ bars: { ...bars, metric: ref } })}
        />
        <StatisticSelect model={model} />
        <GroupControls model={model} />
        <Check
          label={trans.__('Best first')}
          checked={bars.sorted}
          onChange={sorted => model.set({ bars: { ...bars, sorted } })}
        />
      </div>
      <PlotFigure
        label={label}
        title={unit ? `${fieldName(metric)} [${unit}]` : fieldName(metric)}
        csv={() =>
          toCsv([
            ['name', 'value', 'low', 'high'],
            ...shown.map(bar => [bar.label, bar.value, bar.low ?? null, bar.high ?? null])
          ])
        }
        note={[
          without > 0 && trans._n('%1 has no such value', '%1 have no such value', without),
          column.unplaced > 0 &&
            trans._n('%1 value is no number', '%1 values are no numbers', column.unplaced)
        ]
          .filter(Boolean)
          .join(' · ')}
      >
        <BarPlot
          label={label}
          bars={shown}
          format={one => formatNumber(one)}
          onOpen={groupBy.length > 0 ? undefined : onOpen}
        />
      </PlotFigure>
    </>
  );
}

function runBars(model: ComparisonModel, metric: FieldRef): PlotBar[] {
  const { values } = model.column(metric);
  return model.shown.map((run, index) => ({
    key: run.id,
    label: nameOf(run),
    value: values[index],
    colour: seriesColour(run.colour)
  }));
}

function groupBars(model: ComparisonModel, metric: FieldRef): PlotBar[] {
  const { band } = model.settings;
  const { values } = model.column(metric);
  const places = new Map(model.shown.map(({ id }, index) => [id, index]));
  return model.groups.map(group => {
    const found = group.runs
      .map(id => values[places.get(id) ?? -1])
      .filter(value => value !== null && value !== undefined);
    const middle = found.length > 0 ? mean(found) : null;
    const spread = deviation(found);
    const half = band === 'interval' ? halfInterval(spread, found.length) : spread;
    const edges =
      middle === null || band === 'none'
        ? [null, null]
        : band === 'range'
          ? [Math.min(...found), Math.max(...found)]
          : [middle - half, middle + half];
    return {
      key: group.key,
      label: group.label,
      value: middle,
      low: edges[0],
      high: edges[1],
      colour: seriesColour(model.groupColour(group)),
      note: `n = ${found.length}`
    };
  });
}
