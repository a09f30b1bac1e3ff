import {
  CurveOverlay,
  EmptyState,
  icons,
  PlotFigure,
  ScatterPlot,
  seriesColour,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import { Check } from '../../charts/index.ts';
import type { ComparisonModel } from '../comparison-model.ts';
import { toCsv } from '../csv.ts';
import { columnPairs, numericColumns, readTable } from '../evaluation.ts';
import type { Evaluated } from './evaluation-view.tsx';
import { nameOf } from './run-side-list.tsx';
import { useKept } from './use-kept.ts';

const MOST_POINTS = 2_000;

/** Two columns of tables that several runs have logged, e.g. of calibration, residuals or lift. */
export function TableResults(props: {
  model: ComparisonModel;
  evaluated: readonly Evaluated[];
  path: string;
}) {
  const { model, evaluated, path } = props;
  const trans = useTrans();
  const [chosen, setChosen] = React.useState<{ x?: string; y?: string }>({});
  const [lines, setLines] = React.useState(true);
  const tables = evaluated.flatMap(({ run, text }) => {
    const table = readTable(text);
    return table ? [{ run, table }] : [];
  });
  const columns = [...new Set(tables.flatMap(({ table }) => numericColumns(table)))];
  const x = columns.find(column => column === chosen.x) ?? columns[0];
  const y = columns.find(column => column === chosen.y) ?? columns.find(column => column !== x);
  const drawn = useKept(
    () =>
      x && y
        ? tables.map(({ run, table }) => {
            const pairs = columnPairs(table, x, y).slice(0, MOST_POINTS);
            return { run, x: pairs.map(([at]) => at), y: pairs.map(([, value]) => value) };
          })
        : [],
    [path, x, y, tables.map(({ run }) => run.id).join()]
  );
  if (!x || !y) {
    return (
      <EmptyState
        icon={icons.table}
        text={trans.__('%1 has no two columns of numbers to draw.', path)}
      />
    );
  }
  const label = trans.__('%1: %2 over %3', path, y, x);
  const choose = (name: string, value: string, change: (column: string) => void) => (
    <label className="atl-Compare-field">
      {name}
      <select
        className="atl-Experiments-select"
        value={value}
        onChange={event => change(event.target.value)}
      >
        {columns.map(column => (
          <option key={column}>{column}</option>
        ))}
      </select>
    </label>
  );
  const colourOf = (index: number) => seriesColour(model.colourOf(drawn[index].run));
  return (
    <>
      <div className="atl-Experiments-bar">
        {choose('x', x, column => setChosen({ x: column, y }))}
        {choose('y', y, column => setChosen({ x, y: column }))}
        <Check label={trans.__('Joined by lines')} checked={lines} onChange={setLines} />
      </div>
      <PlotFigure
        label={label}
        csv={() =>
          toCsv([
            ['run', 'id', x, y],
            ...drawn.flatMap(one =>
              one.x.map((at, index) => [nameOf(one.run), one.run.id, at, one.y[index]])
            )
          ])
        }
      >
        {lines ? (
          <CurveOverlay
            label={label}
            x={{ label: x }}
            y={{ label: y }}
            curves={drawn.map((one, index) => ({
              key: one.run.id,
              label: nameOf(one.run),
              colour: colourOf(index),
              x: one.x,
              y: one.y
            }))}
          />
        ) : (
          <ScatterPlot
            label={label}
            x={{ label: x }}
            y={{ label: y }}
            points={drawn.flatMap((one, index) =>
              one.x.map((at, place) => ({
                key: `${one.run.id} ${place}`,
                label: nameOf(one.run),
                colour: colourOf(index),
                size: 3,
                x: at,
                y: one.y[place]
              }))
            )}
          />
        )}
      </PlotFigure>
    </>
  );
}
