import { sql } from 'kysely';
import type { SchemaMigration } from '../migrate.ts';

/** Who has deleted something, and what is being deleted for good. */
export const trash: SchemaMigration = {
  async up(queries) {
    const { schema } = queries;
    for (const table of ['experiments', 'runs', 'logged_models']) {
      await schema.alterTable(table).addColumn('deleted_by', 'text').execute();
    }
    await schema
      .createIndex('logged_models_in_trash')
      .on('logged_models')
      .columns(['workspace_id', 'deleted_at', 'id'])
      .where(sql<boolean>`deleted_at is not null`)
      .execute();
    await schema
      .createTable('collections')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('workspace_id', 'text', column =>
        column.notNull().references('workspaces.id').onDelete('cascade')
      )
      .addColumn('selection', 'text', column => column.notNull())
      .addColumn('state', 'text', column => column.notNull())
      .addColumn('started_by', 'text', column => column.notNull())
      .addColumn('started_at', 'bigint', column => column.notNull())
      .addColumn('heard_at', 'bigint', column => column.notNull())
      .addColumn('ended_at', 'bigint')
      .addColumn('cancelled', 'integer', column => column.notNull())
      .addColumn('progress', 'text', column => column.notNull())
      .addColumn('error', 'text')
      .execute();
    // One at a time, whichever server runs it.
    await schema
      .createIndex('collections_under_way')
      .unique()
      .on('collections')
      .column('state')
      .where(sql<boolean>`state = 'running'`)
      .execute();
    await schema
      .createIndex('collections_by_start')
      .on('collections')
      .columns(['workspace_id', 'started_at', 'id'])
      .execute();
  }
};
