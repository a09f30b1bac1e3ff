import * as React from 'react';
import { formatNumber } from '../format.ts';
import { classes } from '../classes.ts';
import type { ChartCursor } from './plot.ts';
import { nearestIndex, seriesColour } from './series.ts';
import type { ChartSeries } from './series.ts';

const MOST_LINES = 12;

/** The values under the cursor. */
export function ChartTooltip(props: {
  series: readonly ChartSeries[];
  hidden: ReadonlySet<string>;
  cursor: ChartCursor;
  formatX: (x: number) => string;
  xLabel?: string;
}) {
  const { cursor } = props;
  const rows = props.series
    .map((one, index) => ({ one, index }))
    .filter(({ one }) => !props.hidden.has(one.key) && one.x.length > 0)
    .map(({ one, index }) => {
      const at = nearestIndex(one.x, cursor.x);
      return {
        key: one.key,
        label: one.label,
        colour: one.colour ?? index,
        x: one.x[at],
        y: one.y[at]
      };
    });
  if (rows.length === 0) {
    return null;
  }
  const closest = rows.reduce((best, row) =>
    Math.abs(row.x - cursor.x) < Math.abs(best.x - cursor.x) ? row : best
  );
  return (
    <div
      className={classes('atl-ChartTooltip', cursor.beyondMiddle && 'atl-mod-left')}
      role="status"
      style={{ left: cursor.left }}
    >
      <strong>
        {props.xLabel} {props.formatX(closest.x)}
      </strong>
      {rows.slice(0, MOST_LINES).map(({ key, label, colour, y }) => (
        <span key={key} className="atl-ChartTooltip-row">
          <span className="atl-ChartLegend-line" style={{ background: seriesColour(colour) }} />
          <span>{label}</span>
          <b>{formatNumber(y)}</b>
        </span>
      ))}
    </div>
  );
}
