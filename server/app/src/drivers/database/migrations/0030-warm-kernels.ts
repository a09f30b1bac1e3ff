import type { SchemaMigration } from '../migrate.ts';

/** How many kernels of an instance wait for work; null: as its memory allows. */
export const warmKernels: SchemaMigration = {
  async up({ schema }) {
    await schema.alterTable('compute_instances').addColumn('warm_kernels', 'integer').execute();
  }
};
