import type { SchemaMigration } from '../migrate.ts';

/** What a cluster and its jobs have held is asked for together. */
export const usageOfClusters: SchemaMigration = {
  async up({ schema }) {
    await schema
      .createIndex('usage_hours_of_cluster')
      .on('usage_hours')
      .column('cluster_id')
      .execute();
  }
};
