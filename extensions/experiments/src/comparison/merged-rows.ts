import type { RunDetail } from '@atelier-ml/api';
import type { MetricDirection } from '../metrics/index.ts';
import type { ComparableRun, Statistic } from './fields.ts';
import { keysOf, metricValue } from './fields.ts';

export const SECTIONS = [
  'attributes',
  'metrics',
  'params',
  'tags',
  'datasets',
  'environment'
] as const;
export type SectionName = (typeof SECTIONS)[number];

/** One key over all runs, in their order. */
export interface MergedRow {
  readonly section: SectionName;
  readonly key: string;
  /** Null where the run has none. */
  readonly values: readonly (string | number | null)[];
  /** Not all runs have the same. */
  readonly differs: boolean;
  /** Metrics only. */
  readonly direction: MetricDirection | null;
  /** Indices of the runs with the best value; empty if there is nothing to choose between. */
  readonly best: ReadonlySet<number>;
}

export interface MergedOptions {
  readonly statistic: Statistic;
  directionOf(metric: string): MetricDirection;
}

const NONE: ReadonlySet<number> = new Set();
const GIT = /^mlflow\.source\.git\.(commit|branch|repoURL|dirty)$/;

/** Params, metrics, tags and attributes of runs, a row a key. */
export function mergedRows(runs: readonly ComparableRun[], options: MergedOptions): MergedRow[] {
  return [
    ...attributeRows(runs),
    ...metricRows(runs, options),
    ...textRows(
      'params',
      runs.map(run => run.params)
    ),
    ...textRows(
      'tags',
      runs.map(run => withoutGit(run.tags))
    )
  ];
}

/** Environment (with packages) and datasets: what only the details of runs tell. */
export function detailRows(
  details: readonly (RunDetail | null | undefined)[],
  packages: readonly (Readonly<Record<string, string>> | null)[]
): MergedRow[] {
  return [
    ...textRows('datasets', details.map(datasetsOf)),
    ...textRows(
      'environment',
      details.map((detail, index) => ({ ...detail?.environment, ...packages[index] }))
    )
  ];
}

function attributeRows(runs: readonly ComparableRun[]): MergedRow[] {
  const row = (key: string, value: (run: ComparableRun) => string | number | null) =>
    rowOf('attributes', key, runs.map(value));
  const git = keysOf(runs.map(run => run.tags)).filter(key => GIT.test(key));
  return [
    row('experiment', run => run.experimentName),
    row('status', run => run.status),
    row('user', run => run.user),
    row('started', run => run.startedAt),
    row('duration', run => (run.endedAt ?? run.updatedAt) - run.startedAt),
    ...git.map(key => row(`git ${key.split('.').at(-1)}`, run => run.tags[key] ?? null))
  ];
}

function metricRows(runs: readonly ComparableRun[], options: MergedOptions): MergedRow[] {
  return keysOf(runs.map(run => run.metrics)).map(key => {
    const values = runs.map(run => metricValue(run, key, options.statistic));
    const direction = options.directionOf(key);
    return { ...rowOf('metrics', key, values), direction, best: bestOf(values, direction) };
  });
}

function textRows(
  section: SectionName,
  records: readonly Readonly<Record<string, string>>[]
): MergedRow[] {
  return keysOf(records).map(key =>
    rowOf(
      section,
      key,
      records.map(record => record[key] ?? null)
    )
  );
}

function rowOf(
  section: SectionName,
  key: string,
  values: readonly (string | number | null)[]
): MergedRow {
  const differs = !values.every(value => isSame(value, values[0]));
  return { section, key, values, differs, direction: null, best: NONE };
}

function withoutGit(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !GIT.test(key)));
}

function datasetsOf(detail: RunDetail | null | undefined): Record<string, string> {
  const used = (detail?.datasets ?? []).map(
    ({ name, digest, context }) => [context ? `${name} (${context})` : name, digest] as const
  );
  const listed = (kind: string, uris: readonly string[]) =>
    uris.map(
      uri => [`${kind} ${uri.replace(/:\d+$/, '')}`, /:(\d+)$/.exec(uri)?.[1] ?? uri] as const
    );
  return Object.fromEntries([
    ...used,
    ...listed('input', detail?.inputs ?? []),
    ...listed('output', detail?.outputs ?? [])
  ]);
}

function bestOf(values: readonly (number | null)[], direction: MetricDirection): Set<number> {
  const finite = values.filter((value): value is number => Number.isFinite(value));
  const highest = finite.reduce((most, value) => Math.max(most, value), -Infinity);
  const lowest = finite.reduce((least, value) => Math.min(least, value), Infinity);
  if (finite.length < 2 || highest === lowest) {
    return new Set();
  }
  const best = direction === 'higher' ? highest : lowest;
  return new Set(values.flatMap((value, index) => (value === best ? [index] : [])));
}

/** `0.10` and `1e-1` are one number, however they were written. */
export function isSame(a: string | number | null, b: string | number | null): boolean {
  if (Object.is(a, b)) {
    return true;
  }
  if (typeof a !== 'string' || typeof b !== 'string') {
    return false;
  }
  return a.trim() !== '' && b.trim() !== '' && Number(a) === Number(b);
}

/** How far a number lies from the base line's; null where either is no finite number. */
export function deltaOf(
  value: string | number | null,
  base: string | number | null
): number | null {
  const number = (one: string | number | null) =>
    one === null || (typeof one === 'string' && one.trim() === '') ? NaN : Number(one);
  const delta = number(value) - number(base);
  return Number.isFinite(delta) ? delta : null;
}

/** The packages that a run's `.atelier/environment.json` lists; null if it lists none. */
export function packagesOf(
  text: string | null | undefined
): Readonly<Record<string, string>> | null {
  try {
    const { packages } = JSON.parse(text ?? 'null') ?? {};
    return typeof packages === 'object' && packages !== null
      ? Object.fromEntries(
          Object.entries(packages).map(([name, version]) => [name, String(version)])
        )
      : null;
  } catch {
    return null;
  }
}
