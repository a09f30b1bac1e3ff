import type { SchemaMigration } from '../migrate.ts';

export const environments: SchemaMigration = {
  async up({ schema }) {
    await schema
      .createTable('environments')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('workspace_id', 'text', column => column.notNull().references('workspaces.id'))
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('description', 'text', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addColumn('updated_at', 'bigint', column => column.notNull())
      .addUniqueConstraint('environments_name', ['workspace_id', 'name'])
      .execute();
    await schema
      .createTable('environment_versions')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('environment_id', 'text', column =>
        column.notNull().references('environments.id').onDelete('cascade')
      )
      .addColumn('version', 'integer', column => column.notNull())
      .addColumn('spec', 'text', column => column.notNull())
      .addColumn('state', 'text', column => column.notNull())
      .addColumn('error', 'text')
      .addColumn('image', 'text', column => column.notNull())
      .addColumn('digest', 'text')
      .addColumn('size', 'bigint')
      .addColumn('lock', 'text')
      .addColumn('steps', 'text', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addColumn('queued_at', 'bigint')
      .addColumn('started_at', 'bigint')
      .addColumn('ended_at', 'bigint')
      .addUniqueConstraint('environment_versions_number', ['environment_id', 'version'])
      .execute();
    await schema
      .createIndex('environment_versions_by_state')
      .on('environment_versions')
      .columns(['state', 'queued_at'])
      .execute();
    await schema
      .createTable('registries')
      .addColumn('workspace_id', 'text', column => column.notNull().references('workspaces.id'))
      .addColumn('host', 'text', column => column.notNull())
      .addColumn('username', 'text', column => column.notNull())
      .addColumn('encrypted_password', 'text', column => column.notNull())
      .addColumn('updated_at', 'bigint', column => column.notNull())
      .addPrimaryKeyConstraint('registries_key', ['workspace_id', 'host'])
      .execute();
  }
};
