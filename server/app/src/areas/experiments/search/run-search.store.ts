import { sql } from 'kysely';
import type { DatabaseKind, Queries } from '../../../drivers/database/index.ts';
import type { ListedRun } from '../runs.store.ts';
import { allOf, conditionOf, scopeOf } from './conditions.store.ts';
import { beyond, orderOf, positionOf, STAGES } from './order.store.ts';
import type { Position, Stage } from './order.store.ts';
import { leadScopeOf, planFilter, sourceOf } from './plan.store.ts';
import type { RunSearch } from './run-search.ts';
import { unionOf, walksOf } from './walks.store.ts';

/** Where a page has ended: a stage of the order and the values of its terms. */
export interface Place {
  stage: Stage;
  position: Position;
}

export interface FoundRun {
  row: ListedRun;
  place: Place;
}

/** Finds runs by a filter and in an order. */
export function createRunSearchStore(queries: Queries, kind: DatabaseKind) {
  async function stageOf(search: RunSearch, stage: Stage, rows: number, after?: Position) {
    const order = orderOf(kind, search, stage);
    if (!order) {
      return undefined;
    }
    const walks = await walksOf(queries, search, rows);
    const { driver, filter } = await planFilter(queries, kind, { search, walks, order, rows });
    const source = sourceOf(kind, order, driver);
    const parts = (driver ? [search] : walks).map(walk => {
      const where = allOf([
        scopeOf(walk),
        ...leadScopeOf(walk, order),
        ...order.conditions,
        filter,
        ...(after ? [beyond(order.terms, after)] : [])
      ]);
      return sql`from ${source} where ${where}`;
    });
    return { terms: order.terms, parts };
  }

  async function findInStage(
    search: RunSearch,
    stage: Stage,
    limit: number,
    after?: Position,
    offset = 0
  ): Promise<FoundRun[]> {
    const found = await stageOf(search, stage, offset + limit, after);
    if (!found) {
      return [];
    }
    const { parts, terms } = found;
    const values = terms.map(
      ({ expression }, index) => sql`${expression} as ${sql.ref(`t${index}`)}`
    );
    const ways = terms.map(
      ({ descending, expression }) => sql`${expression} ${sql.raw(descending ? 'desc' : 'asc')}`
    );
    const pages = parts.map(
      part => sql`select runs.*, experiments.name as experiment_name,
        experiments.deleted_at as experiment_deleted_at, ${sql.join(values)}
        ${part} order by ${sql.join(ways)}`
    );
    const merged = terms.map(
      ({ descending }, index) =>
        sql`${sql.ref(`t${index}`)} ${sql.raw(descending ? 'desc' : 'asc')}`
    );
    const ordered =
      pages.length === 1
        ? pages[0]!
        : sql`select * from (${unionOf(pages.map(page => sql`${page} limit ${offset + limit}`))})
            as merged order by ${sql.join(merged)}`;
    const { rows } = await sql<ListedRun & Record<string, unknown>>`${ordered}
      limit ${limit} offset ${offset}`.execute(queries);
    return rows.map(row => ({ row, place: { stage, position: positionOf(terms, row) } }));
  }

  async function countInStage(
    search: RunSearch,
    stage: Stage,
    limit: number,
    after?: Position
  ): Promise<number> {
    const found = await stageOf(search, stage, limit, after);
    if (!found) {
      return 0;
    }
    const each = unionOf(found.parts.map(part => sql`select 1 ${part} limit ${limit}`));
    const { rows } = await sql<{ count: number }>`select count(*) as count
      from (select 1 from (${each}) as found limit ${limit}) as counted`.execute(queries);
    return Number(rows[0]!.count);
  }

  /**
   * Whoever names all experiments of a workspace means the workspace, in which one index leads
   * along the order; those of several experiments would have to be merged.
   */
  async function widened(search: RunSearch): Promise<RunSearch> {
    const { experimentIds, view, workspaceId } = search;
    if (!experimentIds || experimentIds.length < 2 || view !== 'active') {
      return search;
    }
    const { rows } = await sql`select 1 from experiments
      where workspace_id = ${workspaceId} and deleted_at is null
        and id not in (${sql.join(experimentIds)}) limit 1`.execute(queries);
    return rows.length ? search : { ...search, experimentIds: undefined };
  }

  return {
    findInStage,
    /** The first runs of an order, or those after a place of it; `offset` of them are left out. */
    async find(given: RunSearch, limit: number, after?: Place, offset = 0): Promise<FoundRun[]> {
      const search = await widened(given);
      const found: FoundRun[] = [];
      let skip = offset;
      for (const stage of STAGES.slice(after ? STAGES.indexOf(after.stage) : 0)) {
        const wanted = limit - found.length;
        if (wanted > 0) {
          const position = stage === after?.stage ? after.position : undefined;
          const rows = await findInStage(search, stage, wanted, position, skip);
          found.push(...rows);
          if (skip > 0) {
            skip -= rows.length ? skip : await countInStage(search, stage, skip, position);
          }
        }
      }
      return found;
    },

    /** Ids of all that is found. */
    async ids(search: RunSearch): Promise<string[]> {
      const where = allOf([scopeOf(search), conditionOf(kind, search.filter, search)]);
      const { rows } = await sql<{ id: string }>`select runs.id from runs
        inner join experiments on experiments.id = runs.experiment_id
        where ${where} order by runs.id`.execute(queries);
      return rows.map(row => row.id);
    }
  };
}
