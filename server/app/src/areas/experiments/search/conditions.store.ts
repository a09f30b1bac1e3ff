import type { Comparison, Filter } from '@atelier-ml/api';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { compareNumber, compareText, contains } from '../../../drivers/database/index.ts';
import type {
  DatabaseKind,
  NumberOperator,
  TextOperator
} from '../../../drivers/database/index.ts';
import { attributeOf } from './attributes.store.ts';
import type { RunSearch } from './run-search.ts';

type Condition = RawBuilder<boolean>;

const TRUE = sql<boolean>`1 = 1`;

export const allOf = (conditions: readonly Condition[]): Condition =>
  conditions.length ? sql<boolean>`(${sql.join(conditions, sql` and `)})` : TRUE;

/** Which runs there are to search: of joined `runs` and `experiments`. */
export function scopeOf(search: RunSearch): Condition {
  const { experimentIds, view, workspaceId } = search;
  const conditions = [
    experimentIds
      ? sql<boolean>`${isOneOf(sql`runs.experiment_id`, experimentIds)}`
      : sql<boolean>`runs.workspace_id = ${workspaceId}`
  ];
  // A run goes with its experiment.
  if (view === 'active') {
    conditions.push(sql`runs.deleted_at is null and experiments.deleted_at is null`);
  } else if (view === 'deleted') {
    conditions.push(sql`(runs.deleted_at is not null or experiments.deleted_at is not null)`);
  }
  if (search.search !== undefined) {
    conditions.push(contains(['runs.name', 'runs.notebook', 'experiments.name'], search.search));
  }
  return allOf(conditions);
}

export function isOneOf(column: RawBuilder<unknown>, values: readonly string[]): Condition {
  // One value leaves the database an index to walk in its order.
  return values.length === 1
    ? sql`${column} = ${values[0]}`
    : sql`${column} in (${sql.join(values.length ? [...values] : [null])})`;
}

/**
 * A filter as a condition on joined `runs` and `experiments`. It is true or false, never null, so
 * that NOT turns it round: what is missing fits no comparison but `IS NULL`.
 */
export function conditionOf(kind: DatabaseKind, filter: Filter, search: RunSearch): Condition {
  switch (filter.type) {
    case 'comparison':
      return comparisonOf(kind, filter, search);
    case 'not':
      return sql`not ${conditionOf(kind, filter.item, search)}`;
    case 'and':
      return allOf(filter.items.map(item => conditionOf(kind, item, search)));
    case 'or':
      return sql`(${sql.join(
        filter.items.map(item => conditionOf(kind, item, search)),
        sql` or `
      )})`;
  }
}

function comparisonOf(kind: DatabaseKind, comparison: Comparison, search: RunSearch): Condition {
  const { field, operator } = comparison;
  switch (field.kind) {
    case 'metric':
    case 'param':
    case 'tag': {
      const row = keyedRow(kind, comparison);
      return operator === 'IS NULL' ? sql`not ${existing(row)}` : existing(row);
    }
    case 'dataset':
      return sql`exists (select 1 from run_datasets as d
        where d.run_id = runs.id and ${datasetTest(kind, comparison)})`;
    case 'attribute':
      return attributeTest(kind, comparison, search);
  }
}

export interface KeyedRow {
  table: 'run_metrics' | 'run_params' | 'run_tags';
  key: string;
  /** On the row `x` of that key. */
  test?: Condition;
}

function existing({ key, table, test }: KeyedRow): Condition {
  return sql`exists (select 1 from ${sql.table(table)} as x
    where x.run_id = runs.id and x.key = ${key}${test ? sql` and ${test}` : sql``})`;
}

/** The row that makes a comparison with a metric, a param or a tag true. */
export function keyedRow(kind: DatabaseKind, { field, operator, value }: Comparison): KeyedRow {
  const table = `run_${field.kind as 'metric' | 'param' | 'tag'}s` as const;
  const presence = operator === 'IS NULL' || operator === 'IS NOT NULL';
  if (presence) {
    return { table, key: field.key };
  }
  const test =
    field.kind === 'metric'
      ? metricTest(operator as NumberOperator, value as number)
      : compareText(kind, sql`x.value`, operator as TextOperator, value as string);
  return { table, key: field.key, test };
}

/** A stored null is NaN, which equals nothing but itself and is neither above nor below. */
function metricTest(operator: NumberOperator, value: number): Condition {
  if (Number.isNaN(value)) {
    const tests: Partial<Record<NumberOperator, Condition>> = {
      '=': sql`x.last is null`,
      '!=': sql`x.last is not null`
    };
    return tests[operator] ?? sql`1 = 0`;
  }
  const test = compareNumber(sql`x.last`, operator, value);
  return operator === '!=' ? sql`(${test} or x.last is null)` : test;
}

function datasetTest(kind: DatabaseKind, { field, operator, value }: Comparison): Condition {
  const column = sql.ref(`d.${field.key}`);
  const test = compareText(kind, column, operator as TextOperator, value as string);
  // No context is stored as an empty one.
  return field.key === 'context' ? sql`(d.context <> '' and ${test})` : test;
}

function attributeTest(
  kind: DatabaseKind,
  { field, operator, value }: Comparison,
  search: RunSearch
): Condition {
  const { nullable, number, sql: column } = attributeOf(field.key, search);
  if (operator === 'IS NULL' || operator === 'IS NOT NULL') {
    const missing = nullable ? sql<boolean>`${column} is null` : sql<boolean>`1 = 0`;
    return operator === 'IS NULL' ? missing : sql`not ${missing}`;
  }
  const test = number
    ? compareNumber(column, operator as NumberOperator, value as number)
    : compareText(kind, column, operator as TextOperator, value as string);
  return nullable ? sql`(${column} is not null and ${test})` : test;
}
