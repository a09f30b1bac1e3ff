import type { SchemaMigration } from '../migrate.ts';

/** A cluster whose jobs are still known keeps its row; its name is free for another one. */
export const deletedClusters: SchemaMigration = {
  async up({ schema }) {
    await schema.alterTable('clusters').addColumn('deleted_name', 'text').execute();
  }
};
