import { sql } from 'kysely';
import type { DatabaseKind, Queries } from '../../drivers/database/index.ts';
import type { RunRow, RunTables } from './tables.ts';

/** A run that others wait for, and whether its experiment lies in the trash. */
export type ClaimedRun = RunRow & { experiment_deleted_at: number | null };

/** What the journal asks of runs and how far it has come. */
export function createJournalStore(queries: Queries, kind: DatabaseKind) {
  const db = queries.$extendTables<RunTables>();
  return {
    /** The run, kept from all others until the transaction ends. */
    claimRun: (id: string) =>
      db
        .selectFrom('runs')
        .selectAll()
        .select(where =>
          where
            .selectFrom('experiments')
            .select('experiments.deleted_at')
            .whereRef('experiments.id', '=', 'runs.experiment_id')
            .as('experiment_deleted_at')
        )
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
