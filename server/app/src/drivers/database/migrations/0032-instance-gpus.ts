import type { SchemaMigration } from '../migrate.ts';

/** GPUs of compute instances, and which claims are theirs. */
export const instanceGpus: SchemaMigration = {
  async up({ schema }) {
    const instances = schema.alterTable('compute_instances');
    await instances.addColumn('gpus', 'integer', column => column.notNull().defaultTo(0)).execute();
    await instances
      .addColumn('gpu_sharing', 'text', column => column.notNull().defaultTo('exclusive'))
      .execute();
    await schema
      .alterTable('gpu_claims')
      .addColumn('holder_kind', 'text', column => column.notNull().defaultTo('node'))
      .execute();
  }
};
