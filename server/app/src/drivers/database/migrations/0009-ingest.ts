import { sql } from 'kysely';
import type { DatabaseKind, Queries } from '../database.ts';
import type { SchemaMigration } from '../migrate.ts';

/** What is acknowledged before it is sorted in, outlines of chunks, logs, and the runs of cells. */
export const ingest: SchemaMigration = {
  async up(queries, kind) {
    await createInbox(queries, kind);
    await outlineChunks(queries);
    await createLogs(queries);
    await createCellRuns(queries, kind);
  }
};

async function createInbox({ schema }: Queries, kind: DatabaseKind): Promise<void> {
  await schema
    .createTable('journal_inbox')
    .addColumn('id', kind === 'postgresql' ? 'bigserial' : 'integer', column => column.primaryKey())
    .addColumn('content', 'bytea', column => column.notNull())
    .execute();
}

/** The outline stands before the points, so that a reader of it leaves their pages alone. */
async function outlineChunks(queries: Queries): Promise<void> {
  const { schema } = queries;
  await schema.alterTable('metric_chunks').renameTo('metric_chunks_before').execute();
  await schema
    .createTable('metric_chunks')
    .addColumn('run_id', 'text', column =>
      column.notNull().references('runs.id').onDelete('cascade')
    )
    .addColumn('key', 'text', column => column.notNull())
    .addColumn('chunk', 'integer', column => column.notNull())
    .addColumn('last_position', 'bigint', column => column.notNull())
    // Null in what was stored before these were kept.
    .addColumn('first_step', 'bigint')
    .addColumn('last_step', 'bigint')
    .addColumn('outline', 'bytea')
    .addColumn('points', 'bytea', column => column.notNull())
    .addPrimaryKeyConstraint('metric_chunks_place', ['run_id', 'key', 'chunk'])
    .execute();
  await sql`insert into metric_chunks (run_id, key, chunk, last_position, points)
    select run_id, key, chunk, last_position, points from metric_chunks_before`.execute(queries);
  await schema.dropTable('metric_chunks_before').execute();
}

async function createLogs({ schema }: Queries): Promise<void> {
  await schema
    .createTable('run_logs')
    .addColumn('run_id', 'text', column =>
      column.notNull().references('runs.id').onDelete('cascade')
    )
    .addColumn('first_position', 'bigint', column => column.notNull())
    .addColumn('last_position', 'bigint', column => column.notNull())
    .addColumn('length', 'integer', column => column.notNull())
    .addColumn('content', 'bytea', column => column.notNull())
    .addPrimaryKeyConstraint('run_logs_key', ['run_id', 'first_position'])
    .execute();
}

async function createCellRuns(queries: Queries, kind: DatabaseKind): Promise<void> {
  const { schema } = queries;
  await schema
    .createTable('cell_runs')
    .addColumn('workspace_id', 'text', column => column.notNull())
    .addColumn('cell_id', 'text', column => column.notNull())
    .addColumn('started_at', 'bigint', column => column.notNull())
    .addColumn('run_id', 'text', column =>
      column.notNull().references('runs.id').onDelete('cascade')
    )
    .addColumn('source_hash', 'text', column => column.notNull())
    .addColumn('execution_count', 'integer')
    .addPrimaryKeyConstraint('cell_runs_key', ['run_id', 'cell_id'])
    .execute();
  await schema
    .createIndex('cell_runs_by_cell')
    .on('cell_runs')
    .columns(['workspace_id', 'cell_id', 'started_at', 'run_id'])
    .execute();
  const [id, hash, count] = ['cellId', 'sourceHash', 'executionCount'].map(name =>
    kind === 'postgresql'
      ? sql`cell::json ->> ${sql.lit(name)}`
      : sql`cell ->> ${sql.lit(`$.${name}`)}`
  );
  const wholeNumber = kind === 'postgresql' ? sql`(${count!})::integer` : count!;
  await sql`insert into cell_runs
      (workspace_id, cell_id, started_at, run_id, source_hash, execution_count)
    select runs.workspace_id, ${id!}, runs.started_at, runs.id, ${hash!}, ${wholeNumber}
    from run_cells join runs on runs.id = run_cells.run_id
    where position = (
      select max(position) from run_cells as later
      where later.run_id = run_cells.run_id and ${
        kind === 'postgresql'
          ? sql`later.cell::json ->> 'cellId' = run_cells.cell::json ->> 'cellId'`
          : sql`later.cell ->> '$.cellId' = run_cells.cell ->> '$.cellId'`
      }
    )`.execute(queries);
}
