import type { SchemaMigration } from '../migrate.ts';

/** How compute instances are looked after. */
export const care: SchemaMigration = {
  async up({ schema }) {
    const instances = schema.alterTable('compute_instances');
    for (const [name, before] of [
      ['owner', ''],
      ['tags', '{}'],
      ['setup_script', ''],
      ['schedules', '[]']
    ] as const) {
      await instances
        .addColumn(name, 'text', column => column.notNull().defaultTo(before))
        .execute();
    }
    for (const name of ['shared_memory_mb', 'disk_gb', 'idle_shutdown_minutes'] as const) {
      await instances.addColumn(name, 'integer').execute();
    }
    for (const name of ['setup', 'stop_reason'] as const) {
      await instances.addColumn(name, 'text').execute();
    }
    await instances.addColumn('schedules_at', 'bigint').execute();
  }
};
