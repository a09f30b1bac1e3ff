import type { SchemaMigration } from '../migrate.ts';

export const datasets: SchemaMigration = {
  async up(queries) {
    await queries.schema
      .createTable('datasets')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('workspace_id', 'text', column => column.notNull().references('workspaces.id'))
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('description', 'text', column => column.notNull())
      .addColumn('tags', 'text', column => column.notNull())
      .addColumn('latest_version', 'integer', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addColumn('updated_at', 'bigint', column => column.notNull())
      .addUniqueConstraint('datasets_name', ['workspace_id', 'name'])
      .execute();
    await queries.schema
      .createIndex('datasets_by_change')
      .on('datasets')
      .columns(['workspace_id', 'updated_at', 'id'])
      .execute();
    await queries.schema
      .createTable('dataset_versions')
      .addColumn('dataset_id', 'text', column =>
        column.notNull().references('datasets.id').onDelete('cascade')
      )
      .addColumn('version', 'integer', column => column.notNull())
      .addColumn('format', 'text', column => column.notNull())
      .addColumn('filename', 'text', column => column.notNull())
      .addColumn('sha256', 'text', column => column.notNull())
      .addColumn('size', 'bigint', column => column.notNull())
      .addColumn('row_count', 'bigint')
      .addColumn('columns', 'text', column => column.notNull())
      .addColumn('note', 'text', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addPrimaryKeyConstraint('dataset_versions_number', ['dataset_id', 'version'])
      .addUniqueConstraint('dataset_versions_content', ['dataset_id', 'sha256', 'format'])
      .execute();
    await queries.schema
      .createIndex('dataset_versions_by_content')
      .on('dataset_versions')
      .column('sha256')
      .execute();
  }
};
