import * as React from 'react';
import { DataGrid } from '../data-grid/data-grid.tsx';
import { formatNumber } from '../format.ts';
import { useTrans } from '../translation.tsx';
import { formatX } from './chart-tooltip.tsx';
import type { XKind } from './plot-axes.ts';
import type { ChartSeries } from './series.ts';

/** The values of a chart as a table: a row an x, a column a line. */
export function ChartTable(props: {
  label: string;
  series: readonly ChartSeries[];
  xKind: XKind;
  xLabel?: string;
  height: number;
}) {
  const { series, xKind } = props;
  const trans = useTrans();
  const { xs, values } = React.useMemo(() => {
    const byX = series.map(({ x, y }) => new Map(x.map((at, index) => [at, y[index]])));
    const all = Float64Array.from(new Set(series.flatMap(({ x }) => x))).sort();
    return { xs: all, values: byX };
  }, [series]);
  return (
    <div className="atl-LineChart-table" style={{ height: props.height }}>
      <DataGrid
        label={props.label}
        columns={[
          { title: props.xLabel ?? trans.__('Step'), align: 'end' },
          ...series.map(({ label }) => ({ title: label, align: 'end' as const }))
        ]}
        rowCount={xs.length}
        cell={(row, column) => {
          if (column === 0) {
            return formatX(xs[row], xKind);
          }
          const value = values[column - 1].get(xs[row]);
          return value === undefined ? '' : formatNumber(value, 8);
        }}
      />
    </div>
  );
}
