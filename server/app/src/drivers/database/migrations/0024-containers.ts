import type { SchemaMigration } from '../migrate.ts';

/** Compute instances as containers. */
export const containers: SchemaMigration = {
  async up({ schema }) {
    const instances = schema.alterTable('compute_instances');
    await instances
      .addColumn('driver', 'text', column => column.notNull().defaultTo('process'))
      .execute();
    await instances.addColumn('image', 'text').execute();
    await instances
      .addColumn('network', 'text', column => column.notNull().defaultTo('none'))
      .execute();
    await instances
      .addColumn('languages', 'text', column => column.notNull().defaultTo('["typescript"]'))
      .execute();
    for (const name of ['workload', 'problem', 'last_exit']) {
      await instances.addColumn(name, 'text').execute();
    }
    await schema.alterTable('compute_kernels').addColumn('execution', 'text').execute();
  }
};
