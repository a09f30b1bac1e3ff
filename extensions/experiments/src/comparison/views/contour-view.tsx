import { ContourPlot, EmptyState, icons, PlotFigure, RampLegend, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { Check } from '../../charts/index.ts';
import type { ComparisonModel } from '../comparison-model.ts';
import { toCsv } from '../csv.ts';
import type { Column, FieldRef } from '../fields.ts';
import { fieldName } from '../fields.ts';
import { interpolate } from '../surface.ts';
import { FieldSelect } from './field-select.tsx';
import { StatisticSelect } from './group-controls.tsx';
import { axisOf, chosenField, colouringOf, valueText } from './plot-values.ts';
import { nameOf } from './run-side-list.tsx';
import type { ViewProps } from './view-props.ts';
import { useKept } from './use-kept.ts';

const GRID = 48;
const FEWEST = 4;
const PADDING = 0.05;

/** A metric over two fields, interpolated between the runs. */
export function ContourView({ model, onOpen }: ViewProps) {
  const trans = useTrans();
  const { shown, settings } = model;
  const { contour } = settings;
  const set = (change: Partial<typeof contour>) =>
    model.set({ contour: { ...contour, ...change } });
  const x = chosenField(
    model,
    contour.x,
    ['params', 'metrics', 'attributes'],
    [contour.y, contour.z]
  );
  const y = chosenField(model, contour.y, ['params', 'metrics', 'attributes'], [x, contour.z]);
  const z = chosenField(model, contour.z, ['metrics', 'params', 'attributes'], [x, y]);
  const drawing = useKept(
    () => (x && y && z ? drawingOf(model, x, y, z) : null),
    [shown, x, y, z, contour.logX, contour.logY, settings.statistic]
  );
  if (!x || !y || !z || shown.length === 0) {
    return (
      <EmptyState icon={icons.chart} text={trans.__('A contour needs two fields and a metric.')} />
    );
  }
  const label = trans.__('%1 over %2 and %3', fieldName(z), fieldName(x), fieldName(y));
  const choose = (name: string, value: FieldRef, key: 'x' | 'y' | 'z') => (
    <FieldSelect
      label={name}
      value={value}
      choices={model.choices}
      kinds={['params', 'metrics', 'attributes']}
      onChange={ref => set({ [key]: ref })}
    />
  );
  return (
    <>
      <div className="atl-Experiments-bar">
        {choose('x', x, 'x')}
        {choose('y', y, 'y')}
        {choose(trans.__('Height'), z, 'z')}
        <Check
          label={trans.__('Log x')}
          checked={contour.logX}
          onChange={on => set({ logX: on })}
        />
        <Check
          label={trans.__('Log y')}
          checked={contour.logY}
          onChange={on => set({ logY: on })}
        />
        <StatisticSelect model={model} />
      </div>
      {drawing === null || drawing.points.length < FEWEST ? (
        <EmptyState
          icon={icons.chart}
          text={trans.__(
            'A contour needs at least %1 runs that have all three as numbers; there are %2.',
            FEWEST,
            drawing?.points.length ?? 0
          )}
        />
      ) : (
        <PlotFigure
          label={label}
          title={<RampLegend label={fieldName(z)} low={drawing.low} high={drawing.high} />}
          csv={() =>
            toCsv([
              ['run', 'id', x, y, z],
              ...shown.map((run, index) => [
                nameOf(run),
                run.id,
                ...[x, y, z].map(ref => valueText(model.column(ref), index))
              ])
            ])
          }
          note={trans.__(
            'Between the %1 runs: inverse distance weighting. Where there are no runs it is a guess.',
            drawing.points.length
          )}
        >
          <ContourPlot
            label={label}
            x={drawing.x}
            y={drawing.y}
            points={drawing.points}
            surface={drawing.surface}
            heightLabel={fieldName(z)}
            chosen={model.chosen}
            onChoose={keys => model.choose(keys)}
            onOpen={onOpen}
          />
        </PlotFigure>
      )}
    </>
  );
}

function drawingOf(model: ComparisonModel, x: FieldRef, y: FieldRef, z: FieldRef) {
  const { contour } = model.settings;
  const [xs, ys, zs] = [x, y, z].map(ref => model.column(ref));
  const colouring = colouringOf(model, z);
  const [px, py] = [placer(xs, contour.logX), placer(ys, contour.logY)];
  const placed = model.shown.flatMap((run, index) => {
    const [a, b, height] = [xs.values[index], ys.values[index], zs.values[index]];
    const there = a !== null && b !== null && height !== null && !zs.categories;
    if (!there || (contour.logX && !(a > 0)) || (contour.logY && !(b > 0))) {
      return [];
    }
    const point = {
      key: run.id,
      label: nameOf(run),
      x: a,
      y: b,
      colour: colouring.of(index),
      rows: [x, y, z].map(ref => [fieldName(ref), valueText(model.column(ref), index)] as const)
    };
    return [{ point, place: { x: px(a), y: py(b), z: height } }];
  });
  const heights = placed.map(({ place }) => place.z);
  return {
    x: axisOf(xs, contour.logX),
    y: axisOf(ys, contour.logY),
    points: placed.map(({ point }) => point),
    surface: interpolate(
      placed.map(({ place }) => place),
      GRID
    ),
    low: heights.reduce((least, value) => Math.min(least, value), Infinity),
    high: heights.reduce((most, value) => Math.max(most, value), -Infinity)
  };
}

/** Where a value lies along an axis with a little room at its ends, 0 … 1: as the plot's own scale places it. */
function placer({ values, categories }: Column, log: boolean): (value: number) => number {
  if (categories) {
    return value => (value + 0.5) / categories.length;
  }
  const scaled = values.flatMap(value =>
    value === null || (log && value <= 0) ? [] : [log ? Math.log10(value) : value]
  );
  const low = scaled.reduce((least, value) => Math.min(least, value), Infinity);
  const high = scaled.reduce((most, value) => Math.max(most, value), -Infinity);
  const room = (high - low) * PADDING;
  return value =>
    high > low ? ((log ? Math.log10(value) : value) - low + room) / (high - low + 2 * room) : 0.5;
}
