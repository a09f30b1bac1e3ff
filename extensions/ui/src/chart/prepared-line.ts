import type { ChartSeries } from './series.ts';
import { smoothed } from './smoothing.ts';
import type { Smoothing } from './smoothing.ts';

export interface LineOptions {
  readonly logX: boolean;
  readonly logY: boolean;
  readonly smoothing: Smoothing;
}

/** A value that has no place on the axis. */
export interface OddValue {
  readonly x: number;
  readonly value: number;
}

/** A series as it is drawn: in order of x, gaps as NaN. */
export interface PreparedLine {
  readonly series: ChartSeries;
  /** False for a path that may turn back. */
  readonly ascending: boolean;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** The smoothed values, if there is smoothing. */
  readonly trend: Float64Array | null;
  readonly low: Float64Array | null;
  readonly high: Float64Array | null;
  /** Where each point is in the series; null: at the same index. */
  readonly indices: Int32Array | null;
  readonly odd: readonly OddValue[];
  /** Values left out because a logarithmic axis has no place for them. */
  readonly unplaced: number;
}

const held = new WeakMap<ChartSeries, { options: string; line: PreparedLine }>();

/** Prepares a series; the same series with the same options is prepared once. */
export function prepareLine(series: ChartSeries, options: LineOptions): PreparedLine {
  const { logX, logY, smoothing } = options;
  const wanted = `${logX} ${logY} ${smoothing.kind} ${smoothing.weight}`;
  const before = held.get(series);
  if (before?.options === wanted) {
    return before.line;
  }
  const line = prepare(series, options);
  held.set(series, { options: wanted, line });
  return line;
}

function prepare(series: ChartSeries, { logX, logY, smoothing }: LineOptions): PreparedLine {
  const indices = indicesOf(series, logX);
  const at = (position: number) => (indices ? indices[position] : position);
  const length = indices ? indices.length : series.x.length;
  const x = Float64Array.from({ length }, (_, position) => series.x[at(position)]);
  const odd: OddValue[] = [];
  let unplaced = 0;
  const place = (value: number | null | undefined) =>
    value === null || value === undefined || !Number.isFinite(value) || (logY && value <= 0)
      ? NaN
      : value;
  const y = Float64Array.from({ length }, (_, position) => {
    const value = series.y[at(position)];
    if (value !== null && !Number.isFinite(value)) {
      odd.push({ x: x[position], value });
    } else if (value !== null && logY && value <= 0) {
      unplaced += 1;
    }
    return place(value);
  });
  const edge = (values: readonly (number | null)[] | undefined) =>
    values ? Float64Array.from({ length }, (_, position) => place(values[at(position)])) : null;
  return {
    series,
    ascending: series.order !== 'given',
    x,
    y,
    trend: smoothing.weight > 0 ? smoothed(x, y, smoothing, series.spacing) : null,
    low: edge(series.low),
    high: edge(series.high),
    indices,
    odd,
    unplaced: unplaced + (series.x.length - length > 0 && logX ? series.x.length - length : 0)
  };
}

/** Points by ascending x, the last of those at one place; null if they are so already. */
function indicesOf({ x, order }: ChartSeries, logX: boolean): Int32Array | null {
  const placed = (value: number) => Number.isFinite(value) && (!logX || value > 0);
  if (order === 'given') {
    return x.every(placed) ? null : Int32Array.from(filtered(x, placed));
  }
  let ascending = true;
  for (let index = 0; index < x.length && ascending; index++) {
    ascending = placed(x[index]) && (index === 0 || x[index - 1] < x[index]);
  }
  if (ascending) {
    return null;
  }
  const sorted = filtered(x, placed).sort((a, b) => x[a] - x[b] || a - b);
  return Int32Array.from(sorted.filter((index, position) => x[index] !== x[sorted[position + 1]]));
}

function filtered(x: readonly number[], placed: (value: number) => boolean): number[] {
  const indices: number[] = [];
  for (let index = 0; index < x.length; index++) {
    if (placed(x[index])) {
      indices.push(index);
    }
  }
  return indices;
}
