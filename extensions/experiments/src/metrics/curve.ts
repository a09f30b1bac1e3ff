import type { MetricPoints } from './metric-points.ts';

/** What runs along the horizontal axis: the step, or seconds since the run started. */
export type HorizontalAxis = 'step' | 'time';

export interface Curve {
  readonly x: readonly number[];
  /** Null where there is nothing to draw: NaN and the infinities. */
  readonly y: readonly (number | null)[];
  readonly nonFinite: number;
}

/** The points of a metric as a chart takes them. */
export function toCurve(points: MetricPoints, startedAt: number, axis: HorizontalAxis): Curve {
  const y = points.values.map(value => (Number.isFinite(value) ? value : null));
  return {
    x:
      axis === 'step'
        ? points.steps
        : points.times.map(time => Math.max(0, time - startedAt) / 1000),
    y,
    nonFinite: y.reduce<number>((count, value) => count + (value === null ? 1 : 0), 0)
  };
}
