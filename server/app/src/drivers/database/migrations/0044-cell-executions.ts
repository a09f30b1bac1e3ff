import type { SchemaMigration } from '../migrate.ts';

/** What the executions of cells have held. */
export const cellExecutions: SchemaMigration = {
  async up({ schema }) {
    await schema
      .createTable('cell_executions')
      .addColumn('id', 'text', column => column.notNull())
      .addColumn('kernel_id', 'text', column => column.notNull())
      .addColumn('cell_id', 'text', column => column.notNull())
      .addColumn('notebook', 'text', column => column.notNull())
      .addColumn('execution_count', 'integer')
      .addColumn('instance_id', 'text')
      .addColumn('instance_name', 'text')
      .addColumn('user_name', 'text', column => column.notNull())
      .addColumn('started_at', 'bigint', column => column.notNull())
      .addColumn('seconds', 'double precision', column => column.notNull())
      .addColumn('consumption', 'text', column => column.notNull())
      .addPrimaryKeyConstraint('cell_executions_key', ['kernel_id', 'id'])
      .execute();
    const index = (name: string, ...columns: string[]) =>
      schema.createIndex(name).on('cell_executions').columns(columns).execute();
    await index('cell_executions_by_cell', 'cell_id', 'started_at');
    await index('cell_executions_by_notebook', 'notebook', 'started_at');
    await index('cell_executions_by_time', 'started_at');
  }
};
