import type { Run } from '@atelier-ml/api';
import { toNumber } from '@atelier-ml/api';
import type { MetricDirection } from '../metrics/index.ts';
import { guessDirection } from '../metrics/index.ts';

/** Which value of a metric stands for its run. */
export type Statistic = 'last' | 'minimum' | 'maximum';

export interface ParamRow {
  readonly key: string;
  /** One a run, in their order; null where the run has no such param. */
  readonly values: readonly (string | null)[];
  readonly differs: boolean;
}

export interface MetricRow {
  readonly key: string;
  /** One a run, in their order; null where the run has no such metric or only NaN. */
  readonly values: readonly (number | null)[];
  readonly differs: boolean;
  readonly direction: MetricDirection;
  /** Indices of the runs with the best value; empty if there is nothing to choose between. */
  readonly best: ReadonlySet<number>;
}

export interface MetricRowOptions {
  readonly statistic: Statistic;
  /** What the user has said of a metric; for others the name decides. */
  readonly directions: ReadonlyMap<string, MetricDirection>;
}

type WithParams = Pick<Run, 'params'>;
type WithMetrics = Pick<Run, 'metrics'>;

/** Every param that any of the runs has, by name. */
export function paramRows(runs: readonly WithParams[]): ParamRow[] {
  return keysOf(runs.map(run => run.params)).map(key => {
    const values = runs.map(run => run.params[key] ?? null);
    return { key, values, differs: !values.every(value => sameParam(value, values[0])) };
  });
}

/** Every metric that any of the runs has, by name, with its best value marked. */
export function metricRows(runs: readonly WithMetrics[], options: MetricRowOptions): MetricRow[] {
  return keysOf(runs.map(run => run.metrics)).map(key => {
    const values = runs.map(run => valueOf(run, key, options.statistic));
    const direction = options.directions.get(key) ?? guessDirection(key);
    const differs = !values.every(value => Object.is(value, values[0]));
    return { key, values, differs, direction, best: bestOf(values, direction) };
  });
}

/** The value of a run's metric; null if there is none. */
export function valueOf(run: WithMetrics, key: string, statistic: Statistic): number | null {
  const value = run.metrics[key]?.[statistic];
  return value === undefined || value === null ? null : toNumber(value);
}

function bestOf(values: readonly (number | null)[], direction: MetricDirection): Set<number> {
  const finite = values.filter((value): value is number => Number.isFinite(value));
  const best = direction === 'higher' ? Math.max(...finite) : Math.min(...finite);
  const worst = direction === 'higher' ? Math.min(...finite) : Math.max(...finite);
  if (finite.length < 2 || best === worst) {
    return new Set();
  }
  return new Set(values.flatMap((value, index) => (value === best ? [index] : [])));
}

/** `0.10` and `1e-1` are one number, however they were written. */
function sameParam(a: string | null, b: string | null): boolean {
  if (a === b) {
    return true;
  }
  return !!a?.trim() && !!b?.trim() && Number(a) === Number(b);
}

const naturally = new Intl.Collator('en', { numeric: true });

function keysOf(records: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(records.flatMap(Object.keys))].sort(naturally.compare);
}
