import {
  BarPlot,
  EmptyState,
  formatNumber,
  icons,
  PlotFigure,
  rampColour,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import { toCsv } from '../csv.ts';
import { fieldName } from '../fields.ts';
import { associations, FEWEST_RUNS } from '../importance.ts';
import { FieldSelect } from './field-select.tsx';
import { StatisticSelect } from './group-controls.tsx';
import { chosenField } from './plot-values.ts';
import type { ViewProps } from './view-props.ts';
import { useKept } from './use-kept.ts';

/** Which params a metric goes with, measured by rank correlation or share of variance. */
export function ImportanceView({ model }: ViewProps) {
  const trans = useTrans();
  const { importance, scatter, statistic } = model.settings;
  const metric = chosenField(model, importance.metric, ['metrics']);
  const found = useKept(
    () =>
      metric
        ? associations(
            model.choices.params.map(ref => model.column(ref)),
            model.column(metric)
          )
        : [],
    [model.shown, metric, statistic]
  );
  if (!metric) {
    return <EmptyState icon={icons.chart} text={trans.__('The shown runs have no metric.')} />;
  }
  const label = trans.__('How %1 goes with params', fieldName(metric));
  return (
    <>
      <div className="atl-Experiments-bar">
        <FieldSelect
          label={trans.__('Metric')}
          value={metric}
          choices={model.choices}
          kinds={['metrics']}
          onChange={ref => model.set({ importance: { metric: ref } })}
        />
        <StatisticSelect model={model} />
      </div>
      {found.length === 0 ? (
        <EmptyState
          icon={icons.chart}
          text={trans.__(
            'Nothing to tell: it takes %1 runs with the metric, and params that vary among them.',
            FEWEST_RUNS
          )}
        />
      ) : (
        <PlotFigure
          label={label}
          title={trans.__('ρ² or η² of each param with %1', fieldName(metric))}
          csv={() =>
            toCsv([
              ['param', 'measure', 'value', 'strength', 'runs'],
              ...found.map(one => [
                one.column.label,
                one.measure,
                one.value,
                one.strength,
                one.runs
              ])
            ])
          }
          note={trans.__(
            'Spearman’s ρ of numbers, correlation ratio η² of categories, each param by itself over the shown runs. It is an association: no cause, and no interplay of params.'
          )}
        >
          <BarPlot
            label={label}
            domain={[0, 1]}
            format={share => formatNumber(share, 3)}
            bars={found.map(one => ({
              key: one.column.ref,
              label: one.column.label,
              value: one.strength,
              colour: one.measure === 'ρ' ? rampColour((one.value + 1) / 2) : rampColour(0.5),
              note: `${one.measure} = ${formatNumber(one.value, 3)}, n = ${one.runs}`
            }))}
            onOpen={ref =>
              model.set({ tab: 'scatter', scatter: { ...scatter, kind: 'one', x: ref, y: metric } })
            }
          />
        </PlotFigure>
      )}
    </>
  );
}
