import { sql } from 'kysely';
import type { DatabaseKind, Queries } from '../../drivers/database/index.ts';
import type { ExperimentRow, RunRow, RunTables } from './tables.ts';

/** What the journal asks of runs and how far it has come. */
export function createJournalStore(queries: Queries, kind: DatabaseKind) {
  const db = queries.$extendTables<RunTables>();
  return {
    /** The run, kept from all others until the transaction ends. */
    claimRun: (id: string) =>
      db
        .selectFrom('runs')
        .selectAll()
        .where('id', '=', id)
        .$if(kind === 'postgresql', query => query.forUpdate())
        .executeTakeFirst(),
    async isDeleted(id: string): Promise<boolean> {
      const query = db.selectFrom('deleted_runs').select('id').where('id', '=', id);
      return (await query.executeTakeFirst()) !== undefined;
    },
    /** Makes the run unless another server has just made it. */
    insertRun: (row: RunRow) =>
      db
        .insertInto('runs')
        .values(row)
        .onConflict(conflict => conflict.column('id').doNothing())
        .execute(),
    updateRun: (id: string, changes: Partial<RunRow>) =>
      db.updateTable('runs').set(changes).where('id', '=', id).execute(),
    /** The experiment of that name, made if there is none. */
    async openExperiment(row: ExperimentRow): Promise<ExperimentRow & { made: boolean }> {
      await db
        .insertInto('experiments')
        .values(row)
        .onConflict(conflict => conflict.columns(['workspace_id', 'name']).doNothing())
        .execute();
      const found = await db
        .selectFrom('experiments')
        .selectAll()
        .where('workspace_id', '=', row.workspace_id)
        .where('name', '=', row.name)
        .executeTakeFirstOrThrow();
      return { ...found, made: found.id === row.id };
    },
    touchExperiment: (id: string, at: number) =>
      db.updateTable('experiments').set({ updated_at: at }).where('id', '=', id).execute(),
    async acknowledged(runId: string, source: string): Promise<number> {
      const row = await db
        .selectFrom('run_sources')
        .select('acknowledged')
        .where('run_id', '=', runId)
        .where('source', '=', source)
        .executeTakeFirst();
      return row?.acknowledged ?? 0;
    },
    acknowledge: (runId: string, source: string, acknowledged: number) =>
      db
        .insertInto('run_sources')
        .values({ run_id: runId, source, acknowledged })
        .onConflict(conflict =>
          conflict.columns(['run_id', 'source']).doUpdateSet({ acknowledged })
        )
        .execute(),
    savepoint: () => sql`savepoint batch`.execute(db),
    release: () => sql`release savepoint batch`.execute(db),
    rollBack: () => sql`rollback to savepoint batch`.execute(db)
  };
}
