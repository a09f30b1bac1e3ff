import type { SchemaMigration } from '../migrate.ts';

/** How long jobs and their tasks ran, by a clock that nobody sets; null of what ended before. */
export const durations: SchemaMigration = {
  async up({ schema }) {
    await schema.alterTable('jobs').addColumn('duration_ms', 'bigint').execute();
    await schema.alterTable('job_tasks').addColumn('duration_ms', 'bigint').execute();
  }
};
