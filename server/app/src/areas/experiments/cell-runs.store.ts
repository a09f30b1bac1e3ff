import type { ExecutedCell } from '@atelier-ml/api';
import { sql } from 'kysely';
import { slicesOf } from '../../drivers/database/index.ts';
import type { Queries } from '../../drivers/database/index.ts';
import type { CellRunRow, RunRow, RunTables } from './tables.ts';

export type FoundCellRun = Pick<
  RunRow,
  'id' | 'name' | 'status' | 'heard_at' | 'silent_at' | 'started_at'
> &
  Pick<CellRunRow, 'cell_id' | 'source_hash' | 'execution_count'> & { experiment_name: string };

/** Which runs the cells of notebooks were executed in. */
export function createCellRunsStore(queries: Queries) {
  const db = queries.$extendTables<RunTables>();
  return {
    /** Of a cell that is executed again in a run, the last execution counts. */
    async add(run: RunRow, cells: ExecutedCell[]): Promise<void> {
      const last = new Map(cells.map(cell => [cell.cellId, cell]));
      const rows = [...last.values()].map(cell => ({
        workspace_id: run.workspace_id,
        cell_id: cell.cellId,
        started_at: run.started_at,
        run_id: run.id,
        source_hash: cell.sourceHash,
        execution_count: cell.executionCount
      }));
      for (const slice of slicesOf(rows)) {
        await db
          .insertInto('cell_runs')
          .values(slice)
          .onConflict(conflict =>
            conflict.columns(['run_id', 'cell_id']).doUpdateSet(set => ({
              source_hash: set.ref('excluded.source_hash'),
              execution_count: set.ref('excluded.execution_count')
            }))
          )
          .execute();
      }
    },

    /** The last started runs of each cell, those in the trash left out. */
    async lastOf(workspaceId: string, cells: string[], limit: number): Promise<FoundCellRun[]> {
      const found: FoundCellRun[] = [];
      for (const slice of slicesOf(cells)) {
        const ranked = db
          .selectFrom('cell_runs')
          .innerJoin('runs', 'runs.id', 'cell_runs.run_id')
          .innerJoin('experiments', 'experiments.id', 'runs.experiment_id')
          .select(['cell_runs.cell_id', 'cell_runs.source_hash', 'cell_runs.execution_count'])
          .select(['runs.id', 'runs.name', 'runs.status', 'runs.started_at'])
          .select(['runs.heard_at', 'runs.silent_at'])
          .select('experiments.name as experiment_name')
          .select(
            sql<number>`row_number() over (
              partition by cell_runs.cell_id order by cell_runs.started_at desc, cell_runs.run_id
            )`.as('place')
          )
          .where('cell_runs.workspace_id', '=', workspaceId)
          .where('cell_runs.cell_id', 'in', slice)
          .where('runs.deleted_at', 'is', null)
          .where('experiments.deleted_at', 'is', null)
          .as('ranked');
        const rows = await db
          .selectFrom(ranked)
          .selectAll()
          .where('place', '<=', limit)
          .orderBy('cell_id')
          .orderBy('place')
          .execute();
        rows.forEach(row => found.push(row));
      }
      return found;
    }
  };
}
