import { slicesOf } from '../../drivers/database/index.ts';
import type { Queries } from '../../drivers/database/index.ts';

type Tables = { cell_executions: CellRow };

export interface CellRow {
  id: string;
  kernel_id: string;
  cell_id: string;
  notebook: string;
  execution_count: number | null;
  instance_id: string | null;
  instance_name: string | null;
  user_name: string;
  started_at: number;
  seconds: number;
  /** Consumption as JSON. */
  consumption: string;
}

export interface CellFilter {
  notebook?: string;
  cell?: string;
  from?: number;
  to?: number;
  limit: number;
}

/** The table of what executions of cells have held. */
export function createCellStore(queries: Queries) {
  const db = queries.$extendTables<Tables>();
  return {
    put: (row: CellRow) =>
      db
        .insertInto('cell_executions')
        .values(row)
        .onConflict(conflict => conflict.columns(['kernel_id', 'id']).doNothing())
        .execute(),
    find: (kernelId: string, id: string): Promise<CellRow | undefined> =>
      db
        .selectFrom('cell_executions')
        .selectAll()
        .where('kernel_id', '=', kernelId)
        .where('id', '=', id)
        .executeTakeFirst(),
    list: ({ cell, from, limit, notebook, to }: CellFilter): Promise<CellRow[]> =>
      db
        .selectFrom('cell_executions')
        .selectAll()
        .$if(cell !== undefined, query => query.where('cell_id', '=', cell!))
        .$if(notebook !== undefined, query => query.where('notebook', '=', notebook!))
        .$if(from !== undefined, query => query.where('started_at', '>=', from!))
        .$if(to !== undefined, query => query.where('started_at', '<', to!))
        .orderBy('started_at', 'desc')
        .limit(limit)
        .execute(),
    /** Copies of a notebook have the same cells: only those of one, by one user. */
    async last(
      cells: readonly string[],
      { notebook, user }: { notebook: string; user: string }
    ): Promise<CellRow[]> {
      const rows: CellRow[] = [];
      for (const slice of slicesOf(cells)) {
        const newest = db
          .selectFrom('cell_executions')
          .select(['cell_id', expression => expression.fn.max('started_at').as('newest')])
          .where('cell_id', 'in', slice)
          .where('notebook', '=', notebook)
          .where('user_name', '=', user)
          .groupBy('cell_id')
          .as('newest');
        const found = await db
          .selectFrom('cell_executions')
          .innerJoin(newest, join =>
            join
              .onRef('newest.cell_id', '=', 'cell_executions.cell_id')
              .onRef('newest.newest', '=', 'cell_executions.started_at')
          )
          .where('notebook', '=', notebook)
          .where('user_name', '=', user)
          .selectAll('cell_executions')
          .execute();
        rows.push(...found);
      }
      return [...new Map(rows.map(row => [row.cell_id, row])).values()];
    },
    deleteBefore: (at: number) =>
      db.deleteFrom('cell_executions').where('started_at', '<', at).execute()
  };
}
