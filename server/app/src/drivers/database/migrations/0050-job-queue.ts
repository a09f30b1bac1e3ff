import type { SchemaMigration } from '../migrate.ts';

/** The queue is read by the lines of its users, and arrays by the states of their jobs. */
export const jobQueue: SchemaMigration = {
  async up({ schema }) {
    await schema.dropIndex('jobs_of_cluster').execute();
    await schema
      .createIndex('jobs_in_queue')
      .on('jobs')
      .columns([
        ...['cluster_id', 'state', 'is_array', 'is_cancelled'],
        ...['user_name', 'priority', 'queued_at', 'array_index', 'id']
      ])
      .execute();
    await schema.dropIndex('jobs_of_parent').execute();
    await schema.createIndex('jobs_of_array').on('jobs').columns(['parent_id', 'state']).execute();
  }
};
