import type { SchemaMigration } from '../migrate.ts';

/** The last execution of a cell is looked for within its notebook and by its user. */
export const cellsOfNotebook: SchemaMigration = {
  async up({ schema }) {
    await schema.dropIndex('cell_executions_by_cell').execute();
    await schema
      .createIndex('cell_executions_by_cell')
      .on('cell_executions')
      .columns(['cell_id', 'notebook', 'user_name', 'started_at'])
      .execute();
  }
};
