import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { DatabaseKind, Queries } from '../../../drivers/database/index.ts';
import { allOf, conditionOf, scopeOf } from './conditions.store.ts';
import { isFew, sizeNarrowings } from './plan.store.ts';
import type { Sized } from './plan.store.ts';
import type { RunSearch } from './run-search.ts';

/** Rows that a count may read while somebody waits for a page. */
const CHEAP = 30_000;
/** Parts of a long count, between which others get their turn. */
const PARTS = 64;

/** Counts runs: at once where indexes allow, else in parts. */
export function createRunCountStore(queries: Queries, kind: DatabaseKind) {
  const numberIn = async (query: RawBuilder<unknown>): Promise<number> => {
    const { rows } = await sql<{ count: number }>`${query}`.execute(queries);
    return Number(rows[0]!.count);
  };

  const within = (search: RunSearch, filter: RawBuilder<boolean>): RawBuilder<unknown> =>
    sql`select count(*) as count from runs
      inner join experiments on experiments.id = runs.experiment_id
      where ${allOf([scopeOf(search), filter])}`;

  const tested = (search: RunSearch): RawBuilder<unknown> =>
    within(search, conditionOf(kind, search.filter, search));

  /** Whether being in a scope is all that a run needs to be listed. */
  async function isWithoutTrash(search: RunSearch): Promise<boolean> {
    const trashed = await numberIn(sql`select count(*) as count from (
      select 1 from runs where experiment_id in (${experimentsOf(search)}) and deleted_at is not null
      union all
      select 1 from experiments where id in (${experimentsOf(search)}) and deleted_at is not null
      limit 1) as trashed`);
    return trashed === 0;
  }

  /** How many runs fit, if indexes alone tell that. */
  async function countByIndexes(search: RunSearch): Promise<number | undefined> {
    if (isUnfiltered(search)) {
      return countUnfiltered(search);
    }
    if (await isFew(queries, search)) {
      return numberIn(tested(search));
    }
    const sized = await sizeNarrowings(queries, kind, search);
    const pure =
      search.search === undefined &&
      search.view === 'active' &&
      sized.every(({ ids }) => ids) &&
      (await isWithoutTrash(search));
    if (pure && (sized.length === 1 || sumOf(sized) <= CHEAP)) {
      const sets = sized.map(({ ids }) => ids!);
      return numberIn(
        sql`select count(*) as count from (${sql.join(sets, sql` intersect `)}) as fitting`
      );
    }
    const [smallest] = sized;
    if (smallest?.ids && smallest.size * sized.length <= CHEAP / 10) {
      return numberIn(within(search, drivenBy(sized)));
    }
    return undefined;
  }

  const experimentsOf = ({ experimentIds, workspaceId }: RunSearch): RawBuilder<unknown> =>
    experimentIds
      ? sql`${sql.join([...experimentIds, null])}`
      : sql`select id from experiments where workspace_id = ${workspaceId}`;

  /** Read from indexes alone, but for what lies in the trash. */
  async function countUnfiltered(search: RunSearch): Promise<number> {
    const of = (experiments: RawBuilder<unknown>, more = sql``) =>
      sql`(select count(*) from runs where experiment_id in (
        select id from experiments where id in (${experimentsOf(search)}) ${experiments}) ${more})`;
    const live = sql`and deleted_at is null`;
    const all = of(sql``);
    const active = sql`${of(live)} - ${of(live, sql`and deleted_at is not null`)}`;
    const count = { all, active, deleted: sql`${all} - (${active})` }[search.view];
    return numberIn(sql`select ${count} as count`);
  }

  return {
    countByIndexes,

    /** However long it takes; others get their turn meanwhile. */
    async count(search: RunSearch): Promise<number> {
      if (kind === 'postgresql') {
        return numberIn(tested(search));
      }
      let sum = 0;
      const bounds = Array.from({ length: PARTS }, (_, part) => boundOf(part));
      for (const [part, from] of bounds.entries()) {
        const until = bounds[part + 1] ?? 'g';
        const test = conditionOf(kind, search.filter, search);
        const own = sql<boolean>`runs.id >= ${from} and runs.id < ${until} and ${test}`;
        sum += await numberIn(within(search, own));
        await new Promise(resolve => setImmediate(resolve));
      }
      return sum;
    }
  };
}

/** Ids are hexadecimal and spread evenly: a beginning of them is a part of the runs. */
function boundOf(part: number): string {
  return ((part * 256) / PARTS).toString(16).padStart(2, '0');
}

function drivenBy(sized: readonly Sized[]): RawBuilder<boolean> {
  const [smallest, ...others] = sized;
  return allOf([sql<boolean>`runs.id in (${smallest!.ids!})`, ...others.map(({ test }) => test)]);
}

function sumOf(sized: readonly Sized[]): number {
  return sized.reduce((sum, { size }) => sum + size, 0);
}

function isUnfiltered({ filter, search }: RunSearch): boolean {
  return filter.type === 'and' && filter.items.length === 0 && search === undefined;
}
