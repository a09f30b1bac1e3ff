import type { SchemaMigration } from '../migrate.ts';

/** Uploads in pieces, how long a workspace keeps its trash, and ways through the lineage. */
export const uploads: SchemaMigration = {
  async up({ schema }) {
    await schema
      .createTable('uploads')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('size', 'bigint', column => column.notNull())
      .addColumn('sha256', 'text')
      .addColumn('username', 'text', column => column.notNull())
      .addColumn('expires_at', 'bigint', column => column.notNull())
      .execute();
    await schema.createIndex('uploads_by_expiry').on('uploads').column('expires_at').execute();
    await schema
      .createTable('trash_retention')
      .addColumn('workspace_id', 'text', column =>
        column.primaryKey().references('workspaces.id').onDelete('cascade')
      )
      // No days: what is deleted stays in the trash for ever.
      .addColumn('days', 'integer')
      .execute();
    await schema
      .createIndex('run_links_by_uri')
      .on('run_links')
      .columns(['uri', 'run_id'])
      .execute();
    await schema.createIndex('runs_by_fork').on('runs').column('forked_from_run').execute();
  }
};
