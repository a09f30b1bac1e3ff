import type { MetricSeries } from '@atelier-ml/api';
import { toNumber } from '@atelier-ml/api';

/** The points of one metric that the browser holds, by ascending step. */
export interface MetricPoints {
  readonly key: string;
  readonly steps: readonly number[];
  /** NaN and ±Infinity are themselves. */
  readonly values: readonly number[];
  /** Milliseconds since 1970. */
  readonly times: readonly number[];
  /** Points that the server stores, of which these are all or a sample. */
  readonly count: number;
  /** A band around the values, where they are means of several runs. */
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
}

/**
 * Points held so far with newly fetched ones behind them. A step that was logged twice keeps both
 * values; steps that arrive late are put in their place.
 */
export function mergePoints(held: MetricPoints | undefined, fresh: MetricSeries): MetricPoints {
  const values = fresh.values.map(toNumber);
  if (!held) {
    const { key, steps, times, count } = fresh;
    return inStepOrder({ key, steps, values, times, count: Math.max(count, steps.length) });
  }
  if (fresh.steps.length === 0) {
    return held;
  }
  return inStepOrder({
    key: held.key,
    steps: [...held.steps, ...fresh.steps],
    values: [...held.values, ...values],
    times: [...held.times, ...fresh.times],
    count: Math.max(fresh.count, held.count + fresh.steps.length)
  });
}

function inStepOrder(points: MetricPoints): MetricPoints {
  const { steps } = points;
  if (steps.every((step, index) => index === 0 || steps[index - 1] <= step)) {
    return points;
  }
  const order = steps.map((_, index) => index).sort((a, b) => steps[a] - steps[b]);
  return {
    ...points,
    steps: order.map(index => steps[index]),
    values: order.map(index => points.values[index]),
    times: order.map(index => points.times[index])
  };
}

/** Whether the server holds points that are not here. */
export const isSampled = (points: MetricPoints): boolean => points.count > points.steps.length;

/**
 * A sample with a part of it looked at more closely: there the finer points stand in place of its
 * own, but for those that have been logged since.
 */
export function withFinerPart(
  points: MetricPoints,
  finer: MetricPoints,
  [from, to]: readonly [number, number]
): MetricPoints {
  const known = finer.times.reduce((latest, time) => Math.max(latest, time), -Infinity);
  const kept = points.steps.flatMap((step, index) =>
    step < from || step > to || points.times[index] > known ? [index] : []
  );
  return inStepOrder({
    key: points.key,
    steps: [...kept.map(index => points.steps[index]), ...finer.steps],
    values: [...kept.map(index => points.values[index]), ...finer.values],
    times: [...kept.map(index => points.times[index]), ...finer.times],
    count: points.count
  });
}
