import type { SchemaMigration } from '../migrate.ts';

/** What has jobs submitted again and again, and what became of each of its times. */
export const schedules: SchemaMigration = {
  async up({ schema }) {
    await schema
      .createTable('schedules')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('workspace_id', 'text', column => column.notNull().references('workspaces.id'))
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('description', 'text', column => column.notNull())
      .addColumn('timing', 'text', column => column.notNull())
      .addColumn('concurrency', 'text', column => column.notNull())
      .addColumn('catch_up', 'text', column => column.notNull())
      .addColumn('catch_up_limit', 'integer', column => column.notNull())
      .addColumn('paused', 'integer', column => column.notNull())
      .addColumn('spec', 'text', column => column.notNull())
      .addColumn('code_sha256', 'text')
      .addColumn('secrets', 'text')
      .addColumn('user_name', 'text', column => column.notNull())
      .addColumn('display_name', 'text', column => column.notNull())
      .addColumn('problem', 'text')
      .addColumn('next_at', 'bigint')
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addColumn('updated_at', 'bigint', column => column.notNull())
      .addUniqueConstraint('schedules_name', ['workspace_id', 'name'])
      .execute();
    await schema.createIndex('schedules_due').on('schedules').columns(['next_at', 'id']).execute();
    await schema
      .createIndex('schedules_by_code')
      .on('schedules')
      .columns(['code_sha256'])
      .execute();
    await schema
      .createTable('schedule_times')
      .addColumn('schedule_id', 'text', column =>
        column.notNull().references('schedules.id').onDelete('cascade')
      )
      .addColumn('at', 'bigint', column => column.notNull())
      .addColumn('is_manual', 'integer', column => column.notNull())
      .addColumn('cause', 'text', column => column.notNull())
      .addColumn('outcome', 'text', column => column.notNull())
      .addColumn('message', 'text')
      .addColumn('job_id', 'text')
      .addColumn('decided_at', 'bigint', column => column.notNull())
      .addPrimaryKeyConstraint('schedule_times_key', ['schedule_id', 'at', 'is_manual'])
      .execute();
    await schema
      .createIndex('schedule_times_by_outcome')
      .on('schedule_times')
      .columns(['outcome', 'schedule_id', 'at'])
      .execute();
    await schema.alterTable('jobs').addColumn('schedule_id', 'text').execute();
    await schema.alterTable('jobs').addColumn('scheduled_for', 'bigint').execute();
    await schema
      .createIndex('jobs_of_schedule')
      .on('jobs')
      .columns(['schedule_id', 'scheduled_for'])
      .execute();
  }
};
