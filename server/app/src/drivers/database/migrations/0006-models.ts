import type { SchemaMigration } from '../migrate.ts';

export const models: SchemaMigration = {
  async up(queries) {
    await queries.schema
      .createTable('models')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('workspace_id', 'text', column => column.notNull().references('workspaces.id'))
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('description', 'text', column => column.notNull())
      .addColumn('tags', 'text', column => column.notNull())
      // The highest number ever given: that of a deleted version does not come back.
      .addColumn('last_version', 'integer', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addColumn('updated_at', 'bigint', column => column.notNull())
      .addUniqueConstraint('models_name', ['workspace_id', 'name'])
      .execute();
    await queries.schema
      .createIndex('models_by_change')
      .on('models')
      .columns(['workspace_id', 'updated_at', 'id'])
      .execute();
    await queries.schema
      .createTable('model_versions')
      .addColumn('model_id', 'text', column =>
        column.notNull().references('models.id').onDelete('cascade')
      )
      .addColumn('version', 'integer', column => column.notNull())
      .addColumn('format', 'text', column => column.notNull())
      .addColumn('filename', 'text', column => column.notNull())
      .addColumn('sha256', 'text', column => column.notNull())
      .addColumn('size', 'bigint', column => column.notNull())
      .addColumn('signature', 'text')
      .addColumn('metadata', 'text', column => column.notNull())
      .addColumn('run_id', 'text')
      .addColumn('metrics', 'text', column => column.notNull())
      .addColumn('example', 'text')
      .addColumn('description', 'text', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addPrimaryKeyConstraint('model_versions_number', ['model_id', 'version'])
      .execute();
    for (const column of ['sha256', 'run_id']) {
      await queries.schema
        .createIndex(`model_versions_by_${column}`)
        .on('model_versions')
        .column(column)
        .execute();
    }
    await queries.schema
      .createTable('model_aliases')
      .addColumn('model_id', 'text', column => column.notNull())
      .addColumn('alias', 'text', column => column.notNull())
      .addColumn('version', 'integer', column => column.notNull())
      .addPrimaryKeyConstraint('model_aliases_name', ['model_id', 'alias'])
      .addForeignKeyConstraint(
        'model_aliases_version',
        ['model_id', 'version'],
        'model_versions',
        ['model_id', 'version'],
        constraint => constraint.onDelete('cascade')
      )
      .execute();
    await queries.schema
      .createIndex('model_aliases_by_version')
      .on('model_aliases')
      .columns(['model_id', 'version'])
      .execute();
    // Where each alias has pointed, and since when; no version: it was removed.
    await queries.schema
      .createTable('model_alias_history')
      .addColumn('model_id', 'text', column =>
        column.notNull().references('models.id').onDelete('cascade')
      )
      .addColumn('alias', 'text', column => column.notNull())
      .addColumn('version', 'integer')
      .addColumn('username', 'text', column => column.notNull())
      .addColumn('at', 'bigint', column => column.notNull())
      .execute();
    await queries.schema
      .createIndex('model_alias_history_by_alias')
      .on('model_alias_history')
      .columns(['model_id', 'alias', 'at'])
      .execute();
  }
};
