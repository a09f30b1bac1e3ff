import * as React from 'react';
import { formatDuration, formatNumber, formatTime } from '../format.ts';
import { classes } from '../classes.ts';
import { useTrans } from '../translation.tsx';
import type { ReadValue } from './chart-reading.ts';
import type { ChartCursor } from './plot.ts';
import type { XKind } from './plot-axes.ts';
import { seriesColour } from './series.ts';

/** A value of a horizontal axis as people read it. */
export function formatX(x: number, kind: XKind): string {
  return kind === 'time'
    ? formatTime(x)
    : kind === 'duration'
      ? formatDuration(x * 1_000)
      : formatNumber(x);
}

/** The values under the cursor. */
export function ChartTooltip(props: { cursor: ChartCursor; xKind: XKind; xLabel?: string }) {
  const { cursor, xKind } = props;
  const trans = useTrans();
  const { reading } = cursor;
  if (!reading.focused) {
    return null;
  }
  const alone = reading.values.length === 1;
  return (
    <div
      className={classes('atl-ChartTooltip', cursor.beyondMiddle && 'atl-mod-left')}
      role="status"
      style={{ left: cursor.left }}
    >
      <strong>
        {props.xLabel} {formatX(reading.x, xKind)}
      </strong>
      {reading.values.map(one => (
        <span
          key={one.line.series.key}
          className={classes(
            'atl-ChartTooltip-row',
            !alone && one === reading.focused && 'atl-mod-focused'
          )}
        >
          <span
            className="atl-ChartLegend-line"
            style={{ background: seriesColour(one.line.slot) }}
          />
          <span>{one.line.series.label}</span>
          <b>{valueText(one)}</b>
        </span>
      ))}
      {reading.more > 0 && <small>{trans.__('and %1 more', reading.more)}</small>}
    </div>
  );
}

function valueText({ line, index, value, trend }: ReadValue): string {
  const raw = formatNumber(value);
  if (trend !== null && !Number.isNaN(trend)) {
    return `${formatNumber(trend)} (${raw})`;
  }
  return line.low && line.high
    ? `${raw} (${formatNumber(line.low[index])} … ${formatNumber(line.high[index])})`
    : raw;
}
