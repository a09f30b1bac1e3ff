import { sql } from 'kysely';
import { slicesOf } from '../../drivers/database/index.ts';
import type { DatabaseKind, Queries } from '../../drivers/database/index.ts';
import type { RunRow, RunTables } from './tables.ts';

/** One number for all servers of a database: whoever holds it sorts journals in. */
const JOURNAL_LOCK = 4_180_002;

/** What is acknowledged and not yet sorted in, and the runs that it belongs to. */
export function createInboxStore(queries: Queries, kind: DatabaseKind) {
  const db = queries.$extendTables<RunTables>();
  return {
    async add(content: Uint8Array): Promise<number> {
      const row = await db
        .insertInto('journal_inbox')
        .values({ content })
        .returning('id')
        .executeTakeFirstOrThrow();
      return Number(row.id);
    },
    async isEmpty(): Promise<boolean> {
      const query = db.selectFrom('journal_inbox').select('id').limit(1);
      return (await query.executeTakeFirst()) === undefined;
    },
    /** Keeps all others from sorting in until the transaction ends. */
    async lock(): Promise<void> {
      if (kind === 'postgresql') {
        await sql`select pg_advisory_xact_lock(${JOURNAL_LOCK})`.execute(db);
      }
    },
    async ids(): Promise<number[]> {
      const rows = await db.selectFrom('journal_inbox').select('id').orderBy('id').execute();
      return rows.map(row => Number(row.id));
    },
    async contents(ids: number[]): Promise<Map<number, Uint8Array>> {
      const found = new Map<number, Uint8Array>();
      for (const slice of slicesOf(ids)) {
        const rows = await db
          .selectFrom('journal_inbox')
          .selectAll()
          .where('id', 'in', slice)
          .execute();
        rows.forEach(row => found.set(Number(row.id), row.content));
      }
      return found;
    },
    async remove(ids: number[]): Promise<void> {
      for (const slice of slicesOf(ids)) {
        await db.deleteFrom('journal_inbox').where('id', 'in', slice).execute();
      }
    },

    /** Runs with whether they lie in the trash, kept from all others until the transaction ends. */
    async claimRuns(ids: string[]): Promise<Map<string, ClaimedRun>> {
      const found = new Map<string, ClaimedRun>();
      for (const slice of slicesOf(ids)) {
        const rows = await db
          .selectFrom('runs')
          .selectAll()
          .select(where =>
            where
              .selectFrom('experiments')
              .select('experiments.deleted_at')
              .whereRef('experiments.id', '=', 'runs.experiment_id')
              .as('experiment_deleted_at')
          )
          .where('id', 'in', slice)
          .orderBy('id')
          .$if(kind === 'postgresql', query => query.forUpdate())
          .execute();
        rows.forEach(row => found.set(row.id, row));
      }
      return found;
    },
    /** How far each source of the runs has come. */
    async sources(runIds: string[]) {
      const found: { run_id: string; source: string; acknowledged: number }[] = [];
      for (const slice of slicesOf(runIds)) {
        const rows = await db
          .selectFrom('run_sources')
          .selectAll()
          .where('run_id', 'in', slice)
          .execute();
        rows.forEach(row => found.push(row));
      }
      return found;
    },
    async saveSources(
      rows: { run_id: string; source: string; acknowledged: number }[]
    ): Promise<void> {
      for (const slice of slicesOf(rows)) {
        await db
          .insertInto('run_sources')
          .values(slice)
          .onConflict(conflict =>
            conflict
              .columns(['run_id', 'source'])
              .doUpdateSet(set => ({ acknowledged: set.ref('excluded.acknowledged') }))
          )
          .execute();
      }
    }
  };
}

export type ClaimedRun = RunRow & { experiment_deleted_at: number | null };
