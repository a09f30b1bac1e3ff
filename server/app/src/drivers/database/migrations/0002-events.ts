import { sql } from 'kysely';
import type { SchemaMigration } from '../migrate.ts';

export const events: SchemaMigration = {
  async up(queries, kind) {
    await queries.schema
      .createTable('events')
      .$call(table =>
        kind === 'sqlite'
          ? // Numbers of pruned events must not come back: hence not a plain row id.
            table.addColumn('id', 'integer', column => column.primaryKey().autoIncrement())
          : table.addColumn('id', 'bigint', column =>
              column.primaryKey().generatedByDefaultAsIdentity()
            )
      )
      .addColumn('kind', 'text', column => column.notNull())
      .addColumn('action', 'text', column => column.notNull())
      .addColumn('workspace_id', 'text', column => column.notNull())
      .addColumn('subject_id', 'text', column => column.notNull())
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('at', 'bigint', column => column.notNull().defaultTo(sql`0`))
      .execute();
  }
};
