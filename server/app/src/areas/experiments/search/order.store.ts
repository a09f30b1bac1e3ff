import { MetricValue, toMetricValue, toNumber } from '@atelier-ml/api';
import type { OrderKey } from '@atelier-ml/api';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { z } from 'zod';
import { inCodePointOrder } from '../../../drivers/database/index.ts';
import type { DatabaseKind } from '../../../drivers/database/index.ts';
import { attributeOf } from './attributes.store.ts';
import type { RunSearch } from './run-search.ts';

/** Characters of a text that count for its place in an order: as many as an index holds. */
export const COMPARED = 250;

/**
 * Values first, then NaN, then what is missing, whichever way the values go. The first key of an
 * order is walked in these stages, each by itself, so that each can follow an index.
 */
export type Stage = 'value' | 'nan' | 'missing';
export const STAGES: readonly Stage[] = ['value', 'nan', 'missing'];

/** One term of `order by`, with how it is read from a row and from a cursor. */
export interface Term {
  expression: RawBuilder<unknown>;
  descending: boolean;
  /** Whose values are numbers that JSON may not be able to write. */
  metric?: boolean;
}

/** An order in SQL: joins of the rows that it looks at, conditions of its stage, terms. */
export interface StageOrder {
  /** Joined before `runs`: the list follows its index. */
  lead?: { table: 'run_metrics' | 'run_params' | 'run_tags'; key: string };
  joins: RawBuilder<unknown>[];
  conditions: RawBuilder<boolean>[];
  terms: Term[];
}

interface Expressions {
  value: RawBuilder<unknown>;
  /** Null if the stage never occurs. */
  tests: Record<Stage, RawBuilder<boolean> | null>;
  metric?: boolean;
}

export function prefixOf(kind: DatabaseKind, value: RawBuilder<unknown>): RawBuilder<string> {
  return inCodePointOrder(kind, sql`substr(${value}, 1, ${sql.lit(COMPARED)})`);
}

function expressionsOf(
  kind: DatabaseKind,
  { field }: OrderKey,
  alias: string,
  search: RunSearch
): Expressions {
  const row = sql.ref(`${alias}.run_id`);
  if (field.kind === 'metric') {
    const value = sql.ref(`${alias}.last`);
    const tests = {
      value: sql<boolean>`${value} is not null`,
      nan: sql<boolean>`(${row} is not null and ${value} is null)`,
      missing: sql<boolean>`${row} is null`
    };
    return { value, tests, metric: true };
  }
  if (field.kind !== 'attribute') {
    const tests = {
      value: sql<boolean>`${row} is not null`,
      nan: null,
      missing: sql<boolean>`${row} is null`
    };
    return { value: prefixOf(kind, sql.ref(`${alias}.value`)), tests };
  }
  const { nullable, number, sql: column } = attributeOf(field.key, search);
  const value = number ? column : inCodePointOrder(kind, column);
  return {
    value,
    tests: {
      value: nullable ? sql`${column} is not null` : sql`1 = 1`,
      nan: null,
      missing: nullable ? sql`${column} is null` : null
    }
  };
}

const START: Term[] = [
  { expression: sql`runs.started_at`, descending: true },
  { expression: sql`runs.id`, descending: false }
];

/** How a stage of a search is ordered; undefined if it cannot have rows. */
export function orderOf(
  kind: DatabaseKind,
  search: RunSearch,
  stage: Stage
): StageOrder | undefined {
  const [first, ...rest] = search.order;
  const order: StageOrder = { joins: [], conditions: [], terms: [] };
  if (first) {
    const { metric, tests, value } = expressionsOf(kind, first, 'k0', search);
    const test = tests[stage];
    if (!test) {
      return undefined;
    }
    const table = tableOf(first);
    if (table && stage !== 'missing') {
      order.lead = { table, key: first.field.key };
      order.conditions.push(stage === 'value' && !metric ? sql`1 = 1` : test);
    } else if (table) {
      order.conditions.push(sql`not exists (select 1 from ${sql.table(table)} as k0
        where k0.run_id = runs.id and k0.key = ${first.field.key})`);
    } else {
      order.conditions.push(test);
    }
    if (stage === 'value') {
      order.terms.push({ expression: value, descending: first.descending, metric });
    }
  } else if (stage !== 'value') {
    return undefined;
  }
  rest.forEach((key, index) => addKey(kind, order, key, `k${index + 1}`, search));
  // A number of a run is unique: nothing after it matters.
  order.terms.push(...START);
  return order;
}

function addKey(
  kind: DatabaseKind,
  order: StageOrder,
  key: OrderKey,
  alias: string,
  search: RunSearch
): void {
  const table = tableOf(key);
  if (table) {
    order.joins.push(sql`left join ${sql.table(table)} as ${sql.ref(alias)}
      on ${sql.ref(`${alias}.run_id`)} = runs.id and ${sql.ref(`${alias}.key`)} = ${key.field.key}`);
  }
  const { metric, tests, value } = expressionsOf(kind, key, alias, search);
  if (tests.missing) {
    const nan = tests.nan ? sql`when ${tests.nan} then 1` : sql``;
    order.terms.push({
      expression: sql`(case when ${tests.missing} then 2 ${nan} else 0 end)`,
      descending: false
    });
  }
  order.terms.push({ expression: value, descending: key.descending, metric });
}

function tableOf({ field }: OrderKey): 'run_metrics' | 'run_params' | 'run_tags' | undefined {
  return field.kind === 'metric' || field.kind === 'param' || field.kind === 'tag'
    ? `run_${field.kind}s`
    : undefined;
}

export const Position = z.array(z.union([MetricValue, z.string(), z.null()]));
export type Position = z.infer<typeof Position>;

/** Values of the terms of a row, as a cursor keeps them. */
export function positionOf(terms: Term[], row: Record<string, unknown>): Position {
  return terms.map((term, index) => {
    const value = row[`t${index}`] as number | string | null;
    return term.metric && typeof value === 'number' ? toMetricValue(value) : value;
  });
}

/** Holds for rows after a position. Null stands behind all values, as the ranks before it say. */
export function beyond(terms: Term[], position: Position): RawBuilder<boolean> {
  const values = terms.map(({ metric }, index) => {
    const value = position[index] ?? null;
    return metric && value !== null ? toNumber(value as MetricValue) : value;
  });
  const later = terms.map((term, index) => {
    const same = terms.slice(0, index).map((before, at) => equal(before, values[at]!));
    const test = after(term, values[index]!);
    return test && sql`(${sql.join([...same, test], sql` and `)})`;
  });
  const tests = later.filter(test => test !== undefined);
  // Said again by itself, so that an index can be entered at the place.
  const [first] = terms;
  const entered =
    values[0] === null
      ? []
      : [sql`${first!.expression} ${sql.raw(first!.descending ? '<=' : '>=')} ${values[0]}`];
  return sql`(${sql.join([...entered, sql`(${sql.join(tests, sql` or `)})`], sql` and `)})`;
}

function equal({ expression }: Term, value: unknown): RawBuilder<boolean> {
  return value === null ? sql`${expression} is null` : sql`${expression} = ${value}`;
}

function after({ descending, expression }: Term, value: unknown): RawBuilder<boolean> | undefined {
  return value === null
    ? undefined
    : sql`${expression} ${sql.raw(descending ? '<' : '>')} ${value}`;
}
