import type { Run } from '@atelier-ml/api';
import { toNumber } from '@atelier-ml/api';

/** Which value of a metric stands for its run. */
export type Statistic = 'last' | 'minimum' | 'maximum';

/** A property of runs that can be compared, as in filters: `params.lr`, `metrics.auc`, `tags.team`, `attributes.status`. */
export type FieldRef = string;

export const ATTRIBUTES = ['experiment', 'status', 'user', 'start_time', 'duration'] as const;

export interface FieldChoices {
  readonly params: readonly FieldRef[];
  readonly metrics: readonly FieldRef[];
  readonly tags: readonly FieldRef[];
  readonly attributes: readonly FieldRef[];
}

/** One field of many runs: numbers, or indices into its categories. */
export interface Column {
  readonly ref: FieldRef;
  readonly label: string;
  /** One a run, in their order: null where the run has none, or no finite number. */
  readonly values: readonly (number | null)[];
  /** The values in order when they are no numbers: a value is then an index. */
  readonly categories: readonly string[] | null;
  /** What cannot be placed although the run has it: NaN and the infinities. */
  readonly unplaced: number;
}

export type ComparableRun = Pick<
  Run,
  | 'id'
  | 'name'
  | 'experimentName'
  | 'status'
  | 'user'
  | 'params'
  | 'metrics'
  | 'tags'
  | 'startedAt'
  | 'endedAt'
  | 'updatedAt'
>;

const naturally = new Intl.Collator('en', { numeric: true });

export function fieldChoices(runs: readonly ComparableRun[]): FieldChoices {
  const refs = (kind: string, records: readonly Readonly<Record<string, unknown>>[]) =>
    keysOf(records).map(key => `${kind}.${key}`);
  return {
    params: refs(
      'params',
      runs.map(run => run.params)
    ),
    metrics: refs(
      'metrics',
      runs.map(run => run.metrics)
    ),
    tags: refs(
      'tags',
      runs.map(run => run.tags)
    ).filter(ref => !ref.startsWith('tags.mlflow.')),
    attributes: ATTRIBUTES.map(name => `attributes.${name}`)
  };
}

/** Every key that any of the records has, as people order names with numbers. */
export function keysOf(records: readonly Readonly<Record<string, unknown>>[]): string[] {
  const keys = new Set<string>();
  for (const record of records) {
    for (const key in record) {
      keys.add(key);
    }
  }
  return [...keys].sort(naturally.compare);
}

/** The name of a field without its kind. */
export const fieldName = (ref: FieldRef): string => ref.slice(ref.indexOf('.') + 1);

export const isMetric = (ref: FieldRef): boolean => ref.startsWith('metrics.');

/** What a run has for a field, as it was logged; null if it has none. */
export function fieldValue(
  run: ComparableRun,
  ref: FieldRef,
  statistic: Statistic
): string | number | null {
  const name = fieldName(ref);
  switch (ref.slice(0, ref.indexOf('.'))) {
    case 'params':
      return run.params[name] ?? null;
    case 'tags':
      return run.tags[name] ?? null;
    case 'metrics':
      return metricValue(run, name, statistic);
    default:
      return attributeValue(run, name);
  }
}

/** The value of a run's metric; null if there is none. */
export function metricValue(
  run: Pick<Run, 'metrics'>,
  key: string,
  statistic: Statistic
): number | null {
  const value = run.metrics[key]?.[statistic];
  return value === undefined || value === null ? null : toNumber(value);
}

function attributeValue(run: ComparableRun, name: string): string | number | null {
  switch (name) {
    case 'experiment':
      return run.experimentName;
    case 'status':
      return run.status;
    case 'user':
      return run.user;
    case 'start_time':
      return run.startedAt;
    case 'duration':
      return Math.max(0, (run.endedAt ?? run.updatedAt) - run.startedAt) / 1000;
    default:
      return null;
  }
}

/** A field of all runs, as plots take it: numbers where every value is one, else categories. */
export function columnOf(
  runs: readonly ComparableRun[],
  ref: FieldRef,
  statistic: Statistic
): Column {
  const raw = runs.map(run => fieldValue(run, ref, statistic));
  const present = raw.filter(value => value !== null);
  const label = fieldName(ref);
  if (present.every(isNumeric)) {
    const values = raw.map(value => {
      const number = value === null ? NaN : Number(value);
      return Number.isFinite(number) ? number : null;
    });
    const placed = values.reduce<number>((sum, value) => sum + (value === null ? 0 : 1), 0);
    return { ref, label, values, categories: null, unplaced: present.length - placed };
  }
  const categories = [...new Set(present.map(String))].sort(naturally.compare);
  const places = new Map(categories.map((category, index) => [category, index]));
  return {
    ref,
    label,
    values: raw.map(value => (value === null ? null : (places.get(String(value)) ?? null))),
    categories,
    unplaced: 0
  };
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$|^[+-]?(nan|inf(inity)?)$/i;

/** `0.10`, `1e-4` and the names that the field's tools write for what is no finite number. */
function isNumeric(value: string | number): boolean {
  return typeof value === 'number' || NUMBER.test(value.trim());
}

/** Whether all runs that have the field have the same: nothing to plot. */
export function isConstant(column: Column): boolean {
  const present = column.values.filter(value => value !== null);
  return present.every(value => value === present[0]);
}
