import { toMetricValue } from '@atelier-ml/api';
import type { MetricSummary } from '@atelier-ml/api';
import type { Points } from './metric-chunk.ts';

/** A metric's points in short, as it is stored: null for NaN, and where nothing but NaN was seen. */
export interface StoredSummary {
  last: number | null;
  minimum: number | null;
  maximum: number | null;
  count: number;
  step: number;
  time: number | null;
}

/**
 * The summary with further points. The last one is that of the highest step, time and value,
 * whatever the order in which they came; NaN is below all numbers there.
 */
export function summarize(before: StoredSummary | undefined, points: Points): StoredSummary {
  const after: StoredSummary = before
    ? { ...before }
    : { last: null, minimum: null, maximum: null, count: 0, step: -Infinity, time: null };
  points.values.forEach((value, index) => {
    const step = points.steps[index]!;
    after.count++;
    const time = points.times[index]!;
    if (isLater({ step, time, value }, after)) {
      after.step = step;
      after.time = time;
      after.last = Number.isNaN(value) ? null : value;
    }
    if (!Number.isNaN(value)) {
      after.minimum = Math.min(after.minimum ?? Infinity, value);
      after.maximum = Math.max(after.maximum ?? -Infinity, value);
    }
  });
  return after;
}

function isLater(
  point: { step: number; time: number; value: number },
  last: StoredSummary
): boolean {
  if (point.step !== last.step) {
    return point.step > last.step;
  }
  if (point.time !== last.time) {
    return point.time > (last.time ?? -Infinity);
  }
  return point.value > (last.last ?? -Infinity);
}

export function presentSummary(stored: StoredSummary): MetricSummary {
  const { count, last, maximum, minimum, step } = stored;
  return {
    last: toMetricValue(last ?? NaN),
    minimum: minimum === null ? null : toMetricValue(minimum),
    maximum: maximum === null ? null : toMetricValue(maximum),
    count,
    step
  };
}
