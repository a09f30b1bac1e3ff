import {
  Button,
  EmptyState,
  icons,
  ParallelPlot,
  passing,
  PlotFigure,
  useTrans
} from '@atelier-ml/ui';
import type { BrushRange } from '@atelier-ml/ui';
import * as React from 'react';
import type { ComparisonModel } from '../comparison-model.ts';
import { toCsv } from '../csv.ts';
import { FieldChooser, FieldSelect } from './field-select.tsx';
import { StatisticSelect } from './group-controls.tsx';
import { PlotLegend } from './plot-legend.tsx';
import { axisOf, colouringOf, valueText, varying } from './plot-values.ts';
import { nameOf } from './run-side-list.tsx';
import type { ViewProps } from './view-props.ts';
import { useKept } from './use-kept.ts';

const USUAL_AXES = 8;

/** Runs as lines over params and metrics. */
export function ParallelView({ model, onOpen }: ViewProps) {
  const trans = useTrans();
  const { shown, settings } = model;
  const { parallel, statistic } = settings;
  const set = (change: Partial<typeof parallel>) =>
    model.set({ parallel: { ...parallel, ...change } });
  const refs = usualAxes(model);
  const metrics = refs.filter(ref => ref.startsWith('metrics.'));
  const colour = parallel.colour ?? metrics.at(-1) ?? null;
  const colouring = colouringOf(model, colour);
  const axes = useKept(
    () =>
      refs.map(ref => {
        const column = model.column(ref);
        return {
          key: ref,
          values: column.values,
          ...axisOf(column, parallel.log.includes(ref))
        };
      }),
    // columns stay the same while runs and statistic do
    [refs.join('\n'), parallel.log, shown, statistic, model]
  );
  const lines = useKept(
    () =>
      shown.map((run, index) => ({ key: run.id, label: nameOf(run), colour: colouring.of(index) })),
    [shown, colour, settings.groupBy]
  );
  if (shown.length === 0 || refs.length === 0) {
    return (
      <EmptyState
        icon={icons.chart}
        text={trans.__(
          'No param and no metric of the shown runs varies: there is nothing to draw.'
        )}
      />
    );
  }
  const brushed = (ranges: Record<string, BrushRange>) => {
    set({ ranges });
    const indices = passing(axes, ranges, shown.length);
    model.choose(indices && new Set([...indices].map(index => shown[index].id)));
  };
  const label = trans.__('Parallel coordinates');
  return (
    <>
      <div className="atl-Experiments-bar">
        <FieldChooser
          label={trans.__('Axes')}
          value={refs}
          choices={model.choices}
          onChange={chosen => set({ axes: chosen })}
        />
        <FieldChooser
          label={trans.__('Logarithmic')}
          value={parallel.log}
          choices={only(model, refs)}
          onChange={log => set({ log })}
        />
        <FieldSelect
          label={trans.__('Colour')}
          value={parallel.colour}
          none={trans.__('Automatic')}
          choices={model.choices}
          onChange={ref => set({ colour: ref })}
        />
        <StatisticSelect model={model} />
        {Object.keys(parallel.ranges).length > 0 && (
          <Button variant="quiet" onClick={() => brushed({})}>
            {trans.__('Clear brushes')}
          </Button>
        )}
      </div>
      <PlotFigure
        label={label}
        title={<PlotLegend colouring={colouring} />}
        csv={() =>
          toCsv([
            ['run', 'id', ...refs],
            ...shown.map((run, index) => [
              nameOf(run),
              run.id,
              ...refs.map(ref => valueText(model.column(ref), index))
            ])
          ])
        }
        note={trans.__('Drag along an axis to brush it; drag an axis by its name to move it.')}
      >
        <ParallelPlot
          label={label}
          axes={axes}
          lines={lines}
          ranges={parallel.ranges}
          onRanges={brushed}
          onReorder={keys => set({ axes: keys })}
          chosen={model.chosen}
          onOpen={onOpen}
        />
      </PlotFigure>
    </>
  );
}

/** The chosen axes that there are; else params that vary, then metrics. */
function usualAxes(model: ComparisonModel): string[] {
  const { axes } = model.settings.parallel;
  const all = new Set(Object.values(model.choices).flat());
  const there = axes.filter(ref => all.has(ref));
  if (there.length > 0) {
    return there;
  }
  const metrics = varying(model, ['metrics'], 3);
  return [...varying(model, ['params'], USUAL_AXES - metrics.length), ...metrics];
}

const only = (model: ComparisonModel, refs: readonly string[]) => {
  const numeric = (ref: string) => refs.includes(ref) && model.column(ref).categories === null;
  const { params, metrics, tags, attributes } = model.choices;
  return {
    params: params.filter(numeric),
    metrics: metrics.filter(numeric),
    tags: tags.filter(numeric),
    attributes: attributes.filter(numeric)
  };
};
