import type { SchemaMigration } from '../migrate.ts';

export const endpoints: SchemaMigration = {
  async up(queries) {
    await queries.schema
      .createTable('endpoints')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('workspace_id', 'text', column => column.notNull().references('workspaces.id'))
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('description', 'text', column => column.notNull())
      .addColumn('encrypted_key', 'text', column => column.notNull())
      .addColumn('wanted', 'text', column => column.notNull())
      .addColumn('deployment_id', 'text', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addColumn('updated_at', 'bigint', column => column.notNull())
      .addUniqueConstraint('endpoints_name', ['workspace_id', 'name'])
      .execute();
    // Every version that the endpoint has ever served; `endpoints.deployment_id` is the current one.
    await queries.schema
      .createTable('deployments')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('endpoint_id', 'text', column =>
        column.notNull().references('endpoints.id').onDelete('cascade')
      )
      .addColumn('model_id', 'text', column => column.notNull())
      .addColumn('model_version', 'integer', column => column.notNull())
      .addColumn('error', 'text')
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addColumn('started_at', 'bigint')
      .execute();
    await queries.schema
      .createIndex('deployments_by_endpoint')
      .on('deployments')
      .column('endpoint_id')
      .execute();
    await queries.schema
      .createIndex('deployments_by_model')
      .on('deployments')
      .columns(['model_id', 'model_version'])
      .execute();
  }
};
