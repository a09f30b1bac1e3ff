import type { Comparison, Filter } from '@atelier-ml/api';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { compareText } from '../../../drivers/database/index.ts';
import type { DatabaseKind } from '../../../drivers/database/index.ts';
import { allOf, conditionOf, isOneOf, keyedRow } from './conditions.store.ts';
import type { KeyedRow } from './conditions.store.ts';
import { COMPARED, prefixOf } from './order.store.ts';
import type { RunSearch } from './run-search.ts';

/** A part of a filter that all runs must fit. */
export interface Narrowing {
  /** Tested on one run after the other. */
  test: RawBuilder<boolean>;
  /** Ids of all runs in scope that fit, read from an index; undefined where none leads there. */
  ids?: RawBuilder<unknown>;
}

/** The parts that a filter joins by AND; those about one metric make one range. */
export function narrowingsOf(kind: DatabaseKind, search: RunSearch): Narrowing[] {
  const narrowings: Narrowing[] = [];
  const ranges = new Map<string, Comparison[]>();
  for (const item of partsOf(search.filter)) {
    if (item.type === 'comparison' && isRange(item)) {
      ranges.set(item.field.key, [...(ranges.get(item.field.key) ?? []), item]);
    } else {
      narrowings.push(narrowingOf(kind, item, search));
    }
  }
  for (const [key, comparisons] of ranges) {
    const test = allOf(comparisons.map(item => keyedRow(kind, item).test!));
    const row: KeyedRow = { table: 'run_metrics', key, test };
    narrowings.push({
      test: sql`exists (select 1 from run_metrics as x
        where x.run_id = runs.id and x.key = ${key} and ${test})`,
      ids: idsOf(row, search)
    });
  }
  return narrowings;
}

function partsOf(filter: Filter): readonly Filter[] {
  return filter.type === 'and' ? filter.items.flatMap(partsOf) : [filter];
}

function isRange({ field, operator }: Comparison): boolean {
  return field.kind === 'metric' && ['=', '>', '>=', '<', '<='].includes(operator);
}

function narrowingOf(kind: DatabaseKind, item: Filter, search: RunSearch): Narrowing {
  const test = conditionOf(kind, item, search);
  return item.type === 'comparison' ? { test, ids: idsOfText(kind, item, search) } : { test };
}

/** An index leads from the beginning of a param’s or tag’s value to its runs. */
function idsOfText(
  kind: DatabaseKind,
  comparison: Comparison,
  search: RunSearch
): RawBuilder<unknown> | undefined {
  const { field, operator, value } = comparison;
  if (field.kind !== 'param' && field.kind !== 'tag') {
    return undefined;
  }
  const row = keyedRow(kind, comparison);
  const prefix = prefixOf(kind, sql`x.value`);
  if (operator === '=' || operator === 'IN') {
    const prefixes = [value as string | string[]]
      .flat()
      .map(text => [...text].slice(0, COMPARED).join(''));
    const whole = prefixes.some(text => [...text].length === COMPARED) ? [row.test!] : [];
    const indexed = sql<boolean>`${isOneOf(prefix, prefixes)}`;
    return idsOf({ ...row, test: allOf([indexed, ...whole]) }, search);
  }
  if (operator === 'LIKE' || operator === 'ILIKE') {
    // All values of the key are read, but from the index, unless one is longer than that holds.
    const short = compareText(kind, prefix, operator, value as string);
    const test = sql<boolean>`case when length(${prefix}) < ${sql.lit(COMPARED)}
      then ${short} else ${row.test!} end`;
    return idsOf({ ...row, test }, search);
  }
  return undefined;
}

function idsOf({ key, table, test }: KeyedRow, search: RunSearch): RawBuilder<unknown> {
  return sql`select x.run_id from ${sql.table(table)} as x
    where ${rowScopeOf(search, 'x', table)} and x.key = ${key} and ${test}`;
}

/** Rows of a table of metrics, params or tags that belong to runs in scope. */
export function rowScopeOf(
  { experimentIds, workspaceId }: RunSearch,
  alias: string,
  table: KeyedRow['table']
): RawBuilder<boolean> {
  const experiment = sql.ref(`${alias}.experiment_id`);
  if (experimentIds) {
    return isOneOf(experiment, experimentIds);
  }
  return table === 'run_metrics'
    ? sql`${sql.ref(`${alias}.workspace_id`)} = ${workspaceId}`
    : sql`${experiment} in (select id from experiments where workspace_id = ${workspaceId})`;
}
