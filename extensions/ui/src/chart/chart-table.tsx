import * as React from 'react';
import { DataGrid } from '../data-grid/data-grid.tsx';
import { formatNumber, formatTime } from '../format.ts';
import { useTrans } from '../translation.tsx';
import type { ChartSeries } from './series.ts';

/** The values of a chart as a table: a row an x, a column a line. */
export function ChartTable(props: {
  label: string;
  series: readonly ChartSeries[];
  xKind: 'number' | 'time';
  xLabel?: string;
  height: number;
}) {
  const { series, xKind } = props;
  const trans = useTrans();
  const { xs, values } = React.useMemo(() => {
    const byX = series.map(({ x, y }) => new Map(x.map((at, index) => [at, y[index]])));
    const all = [...new Set(series.flatMap(({ x }) => x))].sort((a, b) => a - b);
    return { xs: all, values: byX };
  }, [series]);
  return (
    <div style={{ height: props.height }}>
      <DataGrid
        label={props.label}
        columns={[
          { title: props.xLabel ?? trans.__('Step'), align: 'end' },
          ...series.map(({ label }) => ({ title: label, align: 'end' as const }))
        ]}
        rowCount={xs.length}
        cell={(row, column) => {
          if (column === 0) {
            return xKind === 'time' ? formatTime(xs[row]) : formatNumber(xs[row]);
          }
          const value = values[column - 1].get(xs[row]);
          return value === undefined ? '' : formatNumber(value, 8);
        }}
      />
    </div>
  );
}
