import type { Run } from '@atelier-ml/api';
import type { Statistic } from './comparison-rows.ts';
import { valueOf } from './comparison-rows.ts';

export interface ScatterPoint {
  readonly run: string;
  readonly x: number;
  readonly y: number;
}

/** A metric over a param: runs that lack one of the two, or whose metric is no finite number, are left out. */
export interface Scatter {
  readonly points: readonly ScatterPoint[];
  /** The param's values in order when they are no numbers: `x` is then the index of its value. */
  readonly categories: readonly string[] | null;
}

export function scatterOf(
  runs: readonly Pick<Run, 'id' | 'params' | 'metrics'>[],
  param: string,
  metric: string,
  statistic: Statistic
): Scatter {
  const pairs = runs.flatMap(run => {
    const x = run.params[param];
    const y = valueOf(run, metric, statistic);
    return x === undefined || y === null || !Number.isFinite(y) ? [] : [{ run: run.id, x, y }];
  });
  const numeric = pairs.every(({ x }) => x.trim() !== '' && Number.isFinite(Number(x)));
  if (numeric) {
    return { points: pairs.map(pair => ({ ...pair, x: Number(pair.x) })), categories: null };
  }
  const categories = [...new Set(pairs.map(({ x }) => x))].sort();
  return { points: pairs.map(pair => ({ ...pair, x: categories.indexOf(pair.x) })), categories };
}
