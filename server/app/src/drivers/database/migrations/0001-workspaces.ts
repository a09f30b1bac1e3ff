import type { SchemaMigration } from '../migrate.ts';

export const workspaces: SchemaMigration = {
  async up(queries) {
    await queries.schema
      .createTable('workspaces')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('name', 'text', column => column.notNull().unique())
      .addColumn('description', 'text', column => column.notNull())
      .addColumn('is_default', 'integer', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addColumn('updated_at', 'bigint', column => column.notNull())
      .execute();
    await queries.schema
      .createTable('active_workspaces')
      .addColumn('username', 'text', column => column.primaryKey())
      .addColumn('workspace_id', 'text', column =>
        column.notNull().references('workspaces.id').onDelete('cascade')
      )
      .addColumn('activated_at', 'bigint', column => column.notNull())
      .execute();
    await queries.schema
      .createIndex('active_workspaces_by_workspace')
      .on('active_workspaces')
      .column('workspace_id')
      .execute();
    await queries.schema
      .createIndex('active_workspaces_by_time')
      .on('active_workspaces')
      .column('activated_at')
      .execute();
  }
};
