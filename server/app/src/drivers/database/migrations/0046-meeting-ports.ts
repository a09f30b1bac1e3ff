import type { SchemaMigration } from '../migrate.ts';

/** Where the processes of a job on several nodes meet. */
export const meetingPorts: SchemaMigration = {
  async up({ schema }) {
    await schema.alterTable('job_tasks').addColumn('meeting_port', 'integer').execute();
  }
};
