import type { SchemaMigration } from '../migrate.ts';

const AMOUNTS = [
  'cpu_seconds',
  'busy_cpu_seconds',
  'memory_gib_seconds',
  'gpu_seconds',
  'measured_gpu_seconds',
  'gpu_joules',
  'disk_gib_seconds'
] as const;

/** What was held in each hour, and what it costs. */
export const usageHours: SchemaMigration = {
  async up({ schema }) {
    let hours = schema
      .createTable('usage_hours')
      .addColumn('hour', 'bigint', column => column.notNull())
      .addColumn('kind', 'text', column => column.notNull())
      .addColumn('id', 'text', column => column.notNull())
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('workspace_id', 'text', column => column.notNull())
      .addColumn('cluster_id', 'text')
      .addColumn('user_name', 'text');
    for (const name of AMOUNTS) {
      hours = hours.addColumn(name, 'double precision', column => column.notNull());
    }
    await hours.addPrimaryKeyConstraint('usage_hours_key', ['hour', 'kind', 'id']).execute();
    await schema.createIndex('usage_hours_of_subject').on('usage_hours').column('id').execute();
    await schema
      .createTable('rate_cards')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('valid_from', 'bigint', column => column.notNull())
      .addColumn('card', 'text', column => column.notNull())
      .addColumn('set_at', 'bigint', column => column.notNull())
      .addColumn('set_by', 'text', column => column.notNull())
      .execute();
  }
};
