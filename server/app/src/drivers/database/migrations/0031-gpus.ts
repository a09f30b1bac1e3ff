import type { SchemaMigration } from '../migrate.ts';

/** Who has which GPU. */
export const gpus: SchemaMigration = {
  async up({ schema }) {
    await schema
      .createTable('gpu_claims')
      .addColumn('gpu', 'text', column => column.notNull())
      .addColumn('holder', 'text', column => column.notNull())
      .addColumn('holder_name', 'text', column => column.notNull())
      .addColumn('is_shared', 'integer', column => column.notNull())
      .addColumn('claimed_at', 'bigint', column => column.notNull())
      .addPrimaryKeyConstraint('gpu_claims_key', ['gpu', 'holder'])
      .execute();
    await schema.createIndex('gpu_claims_of_holder').on('gpu_claims').column('holder').execute();
    // One row, which whoever claims holds meanwhile: two copies of the server must not see the same free GPU.
    await schema
      .createTable('gpu_turn')
      .addColumn('id', 'integer', column => column.primaryKey())
      .addColumn('taken_at', 'bigint', column => column.notNull())
      .execute();
  }
};
