import type { SchemaMigration } from '../migrate.ts';

export const compute: SchemaMigration = {
  async up(queries) {
    await queries.schema
      .createTable('compute_instances')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('workspace_id', 'text', column => column.notNull().references('workspaces.id'))
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('description', 'text', column => column.notNull())
      .addColumn('state', 'text', column => column.notNull())
      .addColumn('cpus', 'integer')
      .addColumn('memory_mb', 'integer')
      .addColumn('environment_variables', 'text', column => column.notNull())
      .addColumn('kernelspec', 'text', column => column.notNull().unique())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addColumn('updated_at', 'bigint', column => column.notNull())
      .addUniqueConstraint('compute_instances_name', ['workspace_id', 'name'])
      .execute();
    await queries.schema
      .createTable('compute_kernels')
      .addColumn('kernel_id', 'text', column => column.primaryKey())
      .addColumn('instance_id', 'text', column =>
        column.notNull().references('compute_instances.id').onDelete('cascade')
      )
      .addColumn('pid', 'integer', column => column.notNull())
      // Tells the process from a later one that got the same number.
      .addColumn('process_mark', 'text', column => column.notNull())
      .addColumn('memory_mb', 'integer')
      .addColumn('started_at', 'bigint', column => column.notNull())
      .execute();
    await queries.schema
      .createIndex('compute_kernels_by_instance')
      .on('compute_kernels')
      .column('instance_id')
      .execute();
  }
};
