import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { DatabaseKind, Queries } from '../../../drivers/database/index.ts';
import { allOf, scopeOf } from './conditions.store.ts';
import { narrowingsOf, rowScopeOf } from './narrowing.store.ts';
import type { Narrowing } from './narrowing.store.ts';
import type { StageOrder } from './order.store.ts';
import type { RunSearch } from './run-search.ts';
import { unionOf } from './walks.store.ts';

/** Runs below which any way is fast. */
const FEW = 3_000;
/** Runs that are looked at one by one sooner than an index is walked. */
const HANDFUL = 600;
/** More are not counted to learn how far a part of a filter narrows. */
const COUNTED = 20_000;
/** Runs that are tried to learn how many of them fit. */
const TRIED = 300;
/** So many of them that no other way is looked for. */
const MANY_TRIED = TRIED / 10;
/** Runs there may be when nobody has counted them. */
const MANY = 100_000;
/** What it takes to look one up by run and key, and to ask a set for it; 1: to put it into one. */
const LOOK_UP = 16;
const PROBE = 0.3;

export interface Sized extends Narrowing {
  size: number;
}

const countOf = async (queries: Queries, rows: RawBuilder<unknown>): Promise<number> => {
  const { rows: found } = await sql<{ count: number }>`select count(*) as count
    from (${rows}) as counted`.execute(queries);
  return Number(found[0]!.count);
};

/** The parts of a filter with how many runs fit each, as far as that is worth knowing. */
export async function sizeNarrowings(
  queries: Queries,
  kind: DatabaseKind,
  search: RunSearch
): Promise<Sized[]> {
  const sized: Sized[] = [];
  for (const narrowing of narrowingsOf(kind, search)) {
    const { ids } = narrowing;
    const size = ids ? await countOf(queries, sql`${ids} limit ${COUNTED}`) : COUNTED;
    sized.push({ ...narrowing, size });
  }
  return sized.toSorted((a, b) => a.size - b.size);
}

export async function isFew(queries: Queries, search: RunSearch): Promise<boolean> {
  const { experimentIds, workspaceId } = search;
  const scope = experimentIds
    ? sql`experiment_id in (${sql.join([...experimentIds, null])})`
    : sql`workspace_id = ${workspaceId}`;
  return (await countOf(queries, sql`select 1 from runs where ${scope} limit ${FEW}`)) < FEW;
}

/** Where the rows of a stage come from, up to the filter. */
export function sourceOf(
  kind: DatabaseKind,
  { joins, lead }: StageOrder,
  driver?: RawBuilder<unknown>
): RawBuilder<unknown> {
  // A cross join is one whose order SQLite keeps: with statistics of its tables it would rather
  // sort all runs than walk the index of the order for a page.
  const join = sql.raw(kind === 'sqlite' && lead ? 'cross join' : 'inner join');
  const driving = driver ? sql`(${driver}) as driver cross join` : sql``;
  const own = driver ? sql`on ${lead ? sql`k0.run_id` : sql`runs.id`} = driver.run_id` : sql``;
  const runs = lead
    ? sql`${driving} ${sql.table(lead.table)} as k0 ${own} ${join} runs on runs.id = k0.run_id`
    : sql`${driving} runs ${own}`;
  return sql`${runs} ${join} experiments on experiments.id = runs.experiment_id
    ${sql.join(joins, sql` `)}`;
}

export function leadScopeOf(search: RunSearch, { lead }: StageOrder): RawBuilder<boolean>[] {
  return lead
    ? [rowScopeOf(search, 'k0', lead.table), sql`${sql.ref('k0.key')} = ${lead.key}`]
    : [];
}

export interface FilterPlan {
  filter: RawBuilder<boolean>;
  /** Ids of the few runs that are looked at instead of all along the order. */
  driver?: RawBuilder<unknown>;
}

export interface PlannedSearch {
  search: RunSearch;
  /** The searches that it is made of; see `walksOf`. */
  walks: readonly RunSearch[];
  order: StageOrder;
  /** How many are wanted. */
  rows: number;
}

/**
 * How a filter is best tested on the way along an order. PostgreSQL decides that by itself; SQLite
 * knows nothing of how many rows fit.
 */
export async function planFilter(
  queries: Queries,
  kind: DatabaseKind,
  { order, rows, search, walks }: PlannedSearch
): Promise<FilterPlan> {
  const narrowings = narrowingsOf(kind, search);
  const oneByOne = { filter: allOf(narrowings.map(({ test }) => test)) };
  if (!narrowings.length || kind === 'postgresql' || (await isFew(queries, search))) {
    return oneByOne;
  }
  const hits = await hitsAmongFirst(queries, kind, walks, order, oneByOne.filter);
  if (hits >= MANY_TRIED) {
    return oneByOne;
  }
  const sized = await sizeNarrowings(queries, kind, search);
  const [smallest, ...others] = sized;
  if (smallest?.ids && smallest.size <= HANDFUL) {
    return { driver: smallest.ids, filter: allOf(others.map(({ test }) => test)) };
  }
  const tests = allOf(sized.map(({ test }) => test));
  const seen = Math.max(hits, 0.5) / TRIED;
  const supposed = sized.reduce((part, { size }) => part * shareOf(size), 1);
  // Neither alone is to be trusted: a few that were tried, and parts that depend on each other.
  const walk = Math.min(rows / Math.sqrt(seen * Math.max(supposed, 0.5 / TRIED)), MANY) * LOOK_UP;
  const id = order.lead ? sql`k0.run_id` : sql`runs.id`;
  // The plus keeps the index of the order in the lead.
  const setsUpTo = (largest: number): { filter: RawBuilder<boolean>; cost: number } => {
    const made = sized.filter(({ ids, size }) => ids && size <= largest);
    const rest = sized.filter(narrowing => !made.includes(narrowing));
    const passing = made.reduce((rows, { size }) => (rows * size) / MANY, MANY);
    return {
      filter: allOf([
        ...made.map(({ ids }) => sql<boolean>`+${id} in (${ids!})`),
        ...rest.map(({ test }) => test)
      ]),
      cost:
        MANY * PROBE +
        made.reduce((sum, { size }) => sum + (size < COUNTED ? size : MANY / 2), 0) +
        (rest.length ? passing * LOOK_UP : 0)
    };
  };
  const ways = [{ filter: tests, cost: walk }, setsUpTo(COUNTED - 1), setsUpTo(Infinity)];
  return ways.reduce((best, way) => (way.cost < best.cost ? way : best));
}

const shareOf = (size: number): number => (size < COUNTED ? size / MANY : 0.5);

async function hitsAmongFirst(
  queries: Queries,
  kind: DatabaseKind,
  walks: readonly RunSearch[],
  order: StageOrder,
  test: RawBuilder<boolean>
): Promise<number> {
  const { conditions, terms } = order;
  const [first] = terms;
  const way = sql.raw(first!.descending ? 'desc' : 'asc');
  const tried = unionOf(
    walks.map(walk => {
      const scope = allOf([scopeOf(walk), ...leadScopeOf(walk, order), ...conditions]);
      return sql`select runs.id as tried_id from ${sourceOf(kind, { ...order, joins: [] })}
        where ${scope} order by ${first!.expression} ${way}
        limit ${Math.ceil(TRIED / walks.length)}`;
    })
  );
  return countOf(
    queries,
    sql`select 1 from (${tried}) as tried inner join runs on runs.id = tried.tried_id
      inner join experiments on experiments.id = runs.experiment_id where ${test}`
  );
}
