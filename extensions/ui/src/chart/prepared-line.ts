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
  const length = indices ? indices.length : series.x.length;
  const x = picked(series.x, indices, length);
  const y = picked(series.y, indices, length);
  const odd: OddValue[] = [];
  let unplaced = logX ? series.x.length - length : 0;
  for (let position = 0; position < length; position++) {
    const value = y[position];
    if (!Number.isFinite(value)) {
      if (series.y[indices ? indices[position] : position] !== null) {
        odd.push({ x: x[position], value });
      }
      y[position] = NaN;
    } else if (logY && value <= 0) {
      unplaced += 1;
      y[position] = NaN;
    }
  }
  const edge = (values: ChartSeries['y'] | undefined) =>
    values ? placed(picked(values, indices, length), logY) : null;
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
    unplaced
  };
}

// plain loops: the iteration of `Float64Array.from` takes ten times as long
function picked(
  values: readonly (number | null)[],
  indices: Int32Array | null,
  length: number
): Float64Array {
  const all = new Float64Array(length);
  for (let position = 0; position < length; position++) {
    all[position] = values[indices ? indices[position] : position] ?? NaN;
  }
  return all;
}

function placed(values: Float64Array, log: boolean): Float64Array {
  for (let index = 0; index < values.length; index++) {
    if (!Number.isFinite(values[index]) || (log && values[index] <= 0)) {
      values[index] = NaN;
    }
  }
  return values;
}

/** Points by ascending x, the last of those at one place; null if they are so already. */
function indicesOf({ x, order }: ChartSeries, logX: boolean): Int32Array | null {
  const isPlaced = (value: number) => Number.isFinite(value) && (!logX || value > 0);
  if (order === 'given') {
    return x.every(isPlaced) ? null : Int32Array.from(filtered(x, isPlaced));
  }
  let ascending = true;
  for (let index = 0; index < x.length && ascending; index++) {
    ascending = isPlaced(x[index]) && (index === 0 || x[index - 1] < x[index]);
  }
  if (ascending) {
    return null;
  }
  const sorted = filtered(x, isPlaced).sort((a, b) => x[a] - x[b] || a - b);
  return Int32Array.from(sorted.filter((index, position) => x[index] !== x[sorted[position + 1]]));
}

function filtered(x: readonly number[], isPlaced: (value: number) => boolean): number[] {
  const indices: number[] = [];
  for (let index = 0; index < x.length; index++) {
    if (isPlaced(x[index])) {
      indices.push(index);
    }
  }
  return indices;
}
