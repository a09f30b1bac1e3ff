import { sql } from 'kysely';
import type { DatabaseKind, Queries } from '../../../drivers/database/index.ts';
import type { ListedRun } from '../runs.store.ts';
import { allOf, conditionOf, scopeOf } from './conditions.store.ts';
import { beyond, orderOf, positionOf, STAGES } from './order.store.ts';
import type { Position, Stage } from './order.store.ts';
import { leadScopeOf, planFilter, sourceOf } from './plan.store.ts';
import type { RunSearch } from './run-search.ts';

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
  async function findInStage(
    search: RunSearch,
    stage: Stage,
    limit: number,
    after?: Position
  ): Promise<FoundRun[]> {
    const order = orderOf(kind, search, stage);
    if (!order) {
      return [];
    }
    const { conditions, terms } = order;
    const { driver, filter } = await planFilter(queries, kind, search, order, limit);
    const where = allOf([
      scopeOf(search),
      ...leadScopeOf(search, order),
      ...conditions,
      filter,
      ...(after ? [beyond(terms, after)] : [])
    ]);
    const values = terms.map(
      ({ expression }, index) => sql`${expression} as ${sql.ref(`t${index}`)}`
    );
    const ways = terms.map(
      ({ descending, expression }) => sql`${expression} ${sql.raw(descending ? 'desc' : 'asc')}`
    );
    const { rows } = await sql<ListedRun & Record<string, unknown>>`select runs.*,
      experiments.name as experiment_name, experiments.deleted_at as experiment_deleted_at,
      ${sql.join(values)}
      from ${sourceOf(order, driver)} where ${where}
      order by ${sql.join(ways)} limit ${limit}`.execute(queries);
    return rows.map(row => ({ row, place: { stage, position: positionOf(terms, row) } }));
  }

  return {
    findInStage,
    /** The first runs of an order, or those after a place of it. */
    async find(search: RunSearch, limit: number, after?: Place): Promise<FoundRun[]> {
      const found: FoundRun[] = [];
      for (const stage of STAGES.slice(after ? STAGES.indexOf(after.stage) : 0)) {
        const wanted = limit - found.length;
        if (wanted > 0) {
          const position = stage === after?.stage ? after.position : undefined;
          found.push(...(await findInStage(search, stage, wanted, position)));
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
