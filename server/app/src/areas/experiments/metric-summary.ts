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
}

/** The summary with further points: the last one is that of the highest step, the later of equals. */
export function summarize(before: StoredSummary | undefined, points: Points): StoredSummary {
  const after: StoredSummary = before
    ? { ...before }
    : { last: null, minimum: null, maximum: null, count: 0, step: -Infinity };
  points.values.forEach((value, index) => {
    const step = points.steps[index]!;
    after.count++;
    if (step >= after.step) {
      after.step = step;
      after.last = Number.isNaN(value) ? null : value;
    }
    if (!Number.isNaN(value)) {
      after.minimum = Math.min(after.minimum ?? Infinity, value);
      after.maximum = Math.max(after.maximum ?? -Infinity, value);
    }
  });
  return after;
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
