import type { MetricPoints } from './metric-points.ts';
import { smooth } from './smoothing.ts';

/** What runs along the horizontal axis: the step, or seconds since the run started. */
export type HorizontalAxis = 'step' | 'time';

export interface CurveOptions {
  readonly axis: HorizontalAxis;
  /** Weight of the moving average, 0…0.99. */
  readonly smoothing: number;
  /** A logarithmic axis has no place for what is zero or below. */
  readonly logX: boolean;
  readonly logY: boolean;
}

export interface Curve {
  readonly x: readonly number[];
  /** Null where there is nothing to draw. */
  readonly y: readonly (number | null)[];
  /** Values that no chart can draw: NaN and the infinities. */
  readonly nonFinite: number;
}

/** The line of a metric as a chart takes it: x ascending, gaps as null. */
export function toCurve(points: MetricPoints, startedAt: number, options: CurveOptions): Curve {
  const smoothed = smooth(points.values, options.smoothing);
  const along =
    options.axis === 'step'
      ? points.steps
      : points.times.map(time => Math.max(0, time - startedAt) / 1000);
  const order = ascending(along).filter(index => !options.logX || along[index] > 0);
  return {
    x: order.map(index => along[index]),
    y: order.map(index => drawable(smoothed[index], options.logY)),
    nonFinite: points.values.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0)
  };
}

function drawable(value: number, logarithmic: boolean): number | null {
  return Number.isFinite(value) && (!logarithmic || value > 0) ? value : null;
}

function ascending(values: readonly number[]): number[] {
  const order = values.map((_, index) => index);
  return values.every((value, index) => index === 0 || values[index - 1] <= value)
    ? order
    : order.sort((a, b) => values[a] - values[b]);
}
