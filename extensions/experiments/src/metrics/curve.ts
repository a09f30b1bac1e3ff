import type { MetricPoints } from './metric-points.ts';

/** What runs along the horizontal axis: the step, time since the run started, the time of day, or another metric. */
export type HorizontalAxis = 'step' | 'relative' | 'time' | `metric:${string}`;

export interface Curve {
  readonly x: readonly number[];
  /** NaN and the infinities are themselves: the chart marks them. */
  readonly y: readonly number[];
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
  readonly steps: readonly number[];
  readonly times: readonly number[];
  readonly nonFinite: number;
  /** Distance in x of neighbouring points before the server sampled them. */
  readonly spacing?: number;
}

/** The metric along the horizontal axis, if it is one. */
export const metricOfAxis = (axis: HorizontalAxis): string | null =>
  axis.startsWith('metric:') ? axis.slice('metric:'.length) : null;

/** The points of a metric as a chart takes them; `along`: the metric of the horizontal axis. */
export function toCurve(
  points: MetricPoints,
  startedAt: number,
  axis: HorizontalAxis,
  along?: MetricPoints
): Curve {
  if (metricOfAxis(axis) !== null) {
    return overMetric(points, along);
  }
  const { values, steps, times, low, high } = points;
  return {
    x:
      axis === 'step'
        ? steps
        : axis === 'time'
          ? times
          : times.map(time => Math.max(0, time - startedAt) / 1000),
    y: values,
    low,
    high,
    steps,
    times,
    nonFinite: countNonFinite(values),
    spacing: spacingOf(points, axis)
  };
}

const countNonFinite = (values: readonly number[]): number =>
  values.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0);

function spacingOf({ steps, times, count }: MetricPoints, axis: HorizontalAxis) {
  const last = steps.length - 1;
  if (last < 1 || count <= steps.length) {
    return undefined;
  }
  const length =
    axis === 'step'
      ? steps[last] - steps[0]
      : (times[last] - times[0]) / (axis === 'time' ? 1 : 1000);
  return length > 0 ? length / (count - 1) : undefined;
}

/** Values that were logged at the same step become one point; others have no place. */
function overMetric(points: MetricPoints, along: MetricPoints | undefined): Curve {
  const xOf = new Map(along?.steps.map((step, index) => [step, along.values[index]]));
  const kept = points.steps.flatMap((step, index) =>
    Number.isFinite(xOf.get(step)) ? [index] : []
  );
  const y = kept.map(index => points.values[index]);
  return {
    x: kept.map(index => xOf.get(points.steps[index])!),
    y,
    steps: kept.map(index => points.steps[index]),
    times: kept.map(index => points.times[index]),
    nonFinite: countNonFinite(y)
  };
}
