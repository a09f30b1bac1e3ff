import { EmptyState, formatNumber, icons, PlotFigure, ScatterPlot, useTrans } from '@atelier-ml/ui';
import type { PlotPoint } from '@atelier-ml/ui';
import * as React from 'react';
import { Check } from '../../charts/index.ts';
import type { ComparisonModel } from '../comparison-model.ts';
import { toCsv } from '../csv.ts';
import type { FieldRef } from '../fields.ts';
import { fieldName } from '../fields.ts';
import { pairsOf, pearson, spearman } from '../statistics.ts';
import { FieldSelect } from './field-select.tsx';
import { StatisticSelect } from './group-controls.tsx';
import { PlotLegend } from './plot-legend.tsx';
import { axisOf, chosenField, colouringOf, valueText } from './plot-values.ts';
import type { Colouring } from './plot-values.ts';
import { nameOf } from './run-side-list.tsx';
import { ScatterMatrix } from './scatter-matrix.tsx';
import type { ViewProps } from './view-props.ts';
import { useKept } from './use-kept.ts';

/** One field over another, a point a run. */
export function ScatterView({ model, onOpen }: ViewProps) {
  const trans = useTrans();
  const { scatter } = model.settings;
  const set = (change: Partial<typeof scatter>) =>
    model.set({ scatter: { ...scatter, ...change } });
  const x = chosenField(model, scatter.x, ['params', 'metrics', 'attributes', 'tags'], [scatter.y]);
  const y = chosenField(model, scatter.y, ['metrics', 'params', 'attributes', 'tags'], [x]);
  const colouring = colouringOf(model, scatter.colour);
  if (!x || !y || model.shown.length === 0) {
    return (
      <EmptyState icon={icons.chart} text={trans.__('The shown runs have nothing to plot.')} />
    );
  }
  return (
    <>
      <div className="atl-Experiments-bar">
        <Check
          label={trans.__('Matrix')}
          checked={scatter.kind === 'matrix'}
          onChange={matrix => set({ kind: matrix ? 'matrix' : 'one' })}
        />
        {scatter.kind === 'one' && (
          <>
            <FieldSelect
              label={trans.__('x')}
              value={x}
              choices={model.choices}
              onChange={ref => set({ x: ref })}
            />
            <FieldSelect
              label={trans.__('y')}
              value={y}
              choices={model.choices}
              onChange={ref => set({ y: ref })}
            />
          </>
        )}
        <FieldSelect
          label={trans.__('Colour')}
          value={scatter.colour}
          none={trans.__('Runs')}
          choices={model.choices}
          onChange={ref => set({ colour: ref })}
        />
        {scatter.kind === 'one' && (
          <>
            <FieldSelect
              label={trans.__('Size')}
              value={scatter.size}
              none={trans.__('The same')}
              choices={model.choices}
              onChange={ref => set({ size: ref })}
            />
            <Check
              label={trans.__('Log x')}
              checked={scatter.logX}
              onChange={value => set({ logX: value })}
            />
            <Check
              label={trans.__('Log y')}
              checked={scatter.logY}
              onChange={value => set({ logY: value })}
            />
          </>
        )}
        <StatisticSelect model={model} />
      </div>
      {scatter.kind === 'matrix' ? (
        <ScatterMatrix
          model={model}
          colouring={colouring}
          onShow={(a, b) => set({ kind: 'one', x: a, y: b })}
        />
      ) : (
        <OneScatter model={model} onOpen={onOpen} x={x} y={y} colouring={colouring} />
      )}
    </>
  );
}

interface OneScatterProps extends ViewProps {
  x: FieldRef;
  y: FieldRef;
  colouring: Colouring;
}

function OneScatter({ model, onOpen, x, y, colouring }: OneScatterProps) {
  const trans = useTrans();
  const { shown, settings } = model;
  const { colour, size, logX, logY } = settings.scatter;
  const [xs, ys] = [model.column(x), model.column(y)];
  const points = useKept(
    () => pointsOf(model, x, y, colouring),
    [shown, x, y, colour, size, settings.statistic, settings.groupBy]
  );
  const axes = useKept(() => ({ x: axisOf(xs, logX), y: axisOf(ys, logY) }), [xs, ys, logX, logY]);
  const label = trans.__('%1 over %2', fieldName(y), fieldName(x));
  const missing = shown.length - points.length;
  const pairs = pairsOf(xs.values, ys.values);
  const numbers = !xs.categories && !ys.categories && pairs.length > 2;
  return (
    <PlotFigure
      label={label}
      title={
        <>
          <PlotLegend colouring={colouring} />
          {numbers && (
            <small className="atl-Compare-correlation">
              {trans.__(
                'Pearson r = %1, Spearman ρ = %2, n = %3',
                formatNumber(pearson(pairs), 3),
                formatNumber(spearman(pairs), 3),
                pairs.length
              )}
            </small>
          )}
        </>
      }
      csv={() =>
        toCsv([
          ['run', 'id', x, y],
          ...shown.map((run, index) => [
            nameOf(run),
            run.id,
            valueText(xs, index),
            valueText(ys, index)
          ])
        ])
      }
      note={[
        missing > 0 &&
          trans._n('%1 run lacks one of the two', '%1 runs lack one of the two', missing),
        trans.__('Drag around points to choose them; double-click opens a run.')
      ]
        .filter(Boolean)
        .join(' · ')}
    >
      <ScatterPlot
        label={label}
        x={axes.x}
        y={axes.y}
        points={points}
        chosen={model.chosen}
        onChoose={keys => model.choose(keys)}
        onOpen={onOpen}
      />
    </PlotFigure>
  );
}

const SMALLEST = 3;
const LARGEST = 14;

function pointsOf(
  model: ComparisonModel,
  x: FieldRef,
  y: FieldRef,
  colouring: Colouring
): PlotPoint[] {
  const { colour, size } = model.settings.scatter;
  const refs = [...new Set([x, y, colour, size].filter(ref => ref !== null))];
  const [xs, ys] = [model.column(x), model.column(y)];
  const radius = radiusOf(size ? model.column(size).values : null);
  return model.shown.flatMap((run, index) => {
    const [px, py] = [xs.values[index], ys.values[index]];
    return px === null || py === null
      ? []
      : [
          {
            key: run.id,
            label: nameOf(run),
            x: px,
            y: py,
            colour: colouring.of(index),
            size: radius(index),
            rows: refs.map(ref => [fieldName(ref), valueText(model.column(ref), index)] as const)
          }
        ];
  });
}

/** Areas, not radii, grow with the value. */
function radiusOf(values: readonly (number | null)[] | null): (index: number) => number {
  const present = (values ?? []).filter(value => value !== null);
  const low = present.reduce((least, value) => Math.min(least, value), Infinity);
  const high = present.reduce((most, value) => Math.max(most, value), -Infinity);
  return index => {
    const value = values?.[index];
    if (value === undefined || !(high > low)) {
      return 5;
    }
    return value === null
      ? SMALLEST
      : Math.sqrt(SMALLEST ** 2 + ((value - low) / (high - low)) * (LARGEST ** 2 - SMALLEST ** 2));
  };
}
