import { EmptyState, formatNumber, icons, PlotFigure, rampColour, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { ComparisonModel } from '../comparison-model.ts';
import { toCsv } from '../csv.ts';
import type { Column, FieldRef } from '../fields.ts';
import { fieldName } from '../fields.ts';
import { pairsOf, spearman } from '../statistics.ts';
import { FieldChooser } from './field-select.tsx';
import type { Colouring } from './plot-values.ts';
import { varying } from './plot-values.ts';
import { useKept } from './use-kept.ts';

export interface ScatterMatrixProps {
  model: ComparisonModel;
  colouring: Colouring;
  /** Shows two fields large. */
  onShow: (x: FieldRef, y: FieldRef) => void;
}

const USUAL = 5;
const MOST = 9;
const CELL = 124;
const MARGIN = 6;

/** Every field over every other: points below the diagonal, rank correlations above it. */
export function ScatterMatrix({ model, colouring, onShow }: ScatterMatrixProps) {
  const trans = useTrans();
  const { scatter, groupBy, statistic } = model.settings;
  const fields = (
    scatter.fields.length > 0
      ? scatter.fields
      : [...varying(model, ['params'], USUAL - 2), ...varying(model, ['metrics'], 2)]
  ).slice(0, MOST);
  const columns = fields.map(ref => model.column(ref));
  const label = trans.__('Scatter matrix');
  const cells = useKept(
    () => columns.map(y => columns.map(x => ({ rho: rhoOf(x, y), points: placesOf(x, y) }))),
    [fields.join('\n'), model.shown, statistic]
  );
  if (fields.length < 2) {
    return (
      <EmptyState icon={icons.chart} text={trans.__('Fewer than two fields of the runs vary.')} />
    );
  }
  const size = fields.length * CELL;
  return (
    <>
      <div className="atl-Experiments-bar">
        <FieldChooser
          label={trans.__('Fields')}
          value={fields}
          choices={model.choices}
          onChange={chosen => model.set({ scatter: { ...scatter, fields: chosen } })}
        />
      </div>
      <PlotFigure
        label={label}
        csv={() =>
          toCsv([
            ['spearman', ...fields],
            ...fields.map((ref, row) => [ref, ...fields.map((_, column) => cells[row][column].rho)])
          ])
        }
        note={trans.__('Click on a cell to see it large. Above the diagonal: Spearman’s ρ.')}
      >
        <div className="atl-Plot-host atl-mod-scroll">
          <svg className="atl-Plot" width={size} height={size} role="group" aria-label={label}>
            {fields.map((y, row) =>
              fields.map((x, column) => (
                <g
                  key={`${x} ${y}`}
                  className="atl-Compare-matrixCell"
                  transform={`translate(${column * CELL} ${row * CELL})`}
                >
                  <MatrixCell
                    kind={row === column ? 'name' : row > column ? 'points' : 'correlation'}
                    x={fieldName(x)}
                    y={fieldName(y)}
                    rho={cells[row][column].rho}
                    points={cells[row][column].points}
                    colouring={colouring}
                    groups={groupBy.length}
                    onShow={() => onShow(x, y)}
                  />
                </g>
              ))
            )}
          </svg>
        </div>
      </PlotFigure>
    </>
  );
}

type Place = readonly [index: number, x: number, y: number];

function MatrixCell(props: {
  kind: 'name' | 'points' | 'correlation';
  x: string;
  y: string;
  rho: number;
  points: readonly Place[];
  colouring: Colouring;
  groups: number;
  onShow: () => void;
}) {
  const trans = useTrans();
  const { kind, x, y, rho, points, colouring } = props;
  const box = (
    <rect x={MARGIN / 2} y={MARGIN / 2} width={CELL - MARGIN} height={CELL - MARGIN} rx={3} />
  );
  const middle = {
    x: CELL / 2,
    y: CELL / 2,
    textAnchor: 'middle',
    dominantBaseline: 'middle'
  } as const;
  if (kind === 'name') {
    return (
      <>
        {box}
        <text className="atl-mod-title" {...middle}>
          {x.length > 17 ? `${x.slice(0, 16)}…` : x}
        </text>
      </>
    );
  }
  const described = trans.__('%1 over %2: ρ = %3', y, x, formatNumber(rho, 3));
  return (
    <g
      role="button"
      tabIndex={0}
      aria-label={described}
      onClick={props.onShow}
      onKeyDown={event => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          props.onShow();
        }
      }}
    >
      <title>{described}</title>
      {box}
      {kind === 'points' ? (
        points.map(([index, px, py]) => (
          <circle key={index} cx={px} cy={py} r={2.5} style={{ fill: colouring.of(index) }} />
        ))
      ) : Number.isNaN(rho) ? (
        <text {...middle}>–</text>
      ) : (
        <>
          <circle
            cx={CELL / 2}
            cy={CELL / 2 - 8}
            r={4 + Math.abs(rho) * 26}
            style={{ fill: rampColour((rho + 1) / 2), opacity: 0.75 }}
          />
          <text {...middle} y={CELL - 16}>
            {formatNumber(rho, 2)}
          </text>
        </>
      )}
    </g>
  );
}

const rhoOf = (x: Column, y: Column): number =>
  x.categories || y.categories ? NaN : spearman(pairsOf(x.values, y.values));

function placesOf(x: Column, y: Column): Place[] {
  const [px, py] = [placer(x.values), placer(y.values)];
  return x.values.flatMap((value, index) => {
    const other = y.values[index];
    return value === null || other === null
      ? []
      : [[index, MARGIN + px(value), CELL - MARGIN - py(other)] as const];
  });
}

function placer(values: readonly (number | null)[]): (value: number) => number {
  const present = values.filter(value => value !== null);
  const low = present.reduce((least, value) => Math.min(least, value), Infinity);
  const high = present.reduce((most, value) => Math.max(most, value), -Infinity);
  const room = CELL - 2 * MARGIN - 10;
  return value => 5 + (high > low ? ((value - low) / (high - low)) * room : room / 2);
}
