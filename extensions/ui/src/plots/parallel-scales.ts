import type { PlotAxis, Scale } from './scale.ts';
import { scaleOf } from './scale.ts';

/** An axis of parallel coordinates with the value of each line; null: the line has none. */
export interface ParallelAxis extends PlotAxis {
  readonly key: string;
  readonly values: readonly (number | null)[];
}

/** What a brush lets through, in values of its axis, both ends included. */
export type BrushRange = readonly [from: number, to: number];

export interface PlacedAxis {
  readonly axis: ParallelAxis;
  readonly scale: Scale;
  /** Pixels from the left. */
  readonly x: number;
}

export const TOP = 58;
/** Room below the axes for lines without a value. */
export const BELOW = 34;
const SIDE = 64;

export function placeAxes(
  axes: readonly ParallelAxis[],
  width: number,
  height: number
): PlacedAxis[] {
  const room = (width - 2 * SIDE) / Math.max(1, axes.length - 1);
  return axes.map((axis, index) => ({
    axis,
    scale: scaleOf(axis, axis.values, [height - BELOW, TOP]),
    x: axes.length === 1 ? width / 2 : SIDE + index * room
  }));
}

/** The height of a line on an axis; lines without a value go below it. */
export function placeValue(
  { scale, axis }: PlacedAxis,
  value: number | null,
  height: number
): number {
  const at = value === null ? NaN : scale.place(value);
  return Number.isFinite(at) && !(axis.log && (value ?? 0) <= 0) ? at : height - 10;
}

/** Indices of the lines that pass every brush. */
export function passing(
  axes: readonly ParallelAxis[],
  ranges: Readonly<Record<string, BrushRange>>,
  count: number
): Set<number> | null {
  const brushed = axes.filter(({ key }) => ranges[key]);
  if (brushed.length === 0) {
    return null;
  }
  const indices = Array.from({ length: count }, (_, index) => index).filter(index =>
    brushed.every(({ key, values }) => {
      const value = values[index];
      const [from, to] = ranges[key];
      return value !== null && value >= from && value <= to;
    })
  );
  return new Set(indices);
}
