import type { SchemaMigration } from '../migrate.ts';

/** Instances whose container is on an attached compute. */
export const instancesElsewhere: SchemaMigration = {
  async up({ schema }) {
    await schema
      .alterTable('compute_instances')
      .addColumn('attached_id', 'text', column => column.references('attached_compute.id'))
      .execute();
    await schema
      .createIndex('compute_instances_attached')
      .on('compute_instances')
      .column('attached_id')
      .execute();
  }
};
