import type { SchemaMigration } from '../migrate.ts';

/** What users and workspaces may hold, and what jobs wait for because of it. */
export const quotas: SchemaMigration = {
  async up({ schema }) {
    await schema
      .createTable('quotas')
      .addColumn('scope', 'text', column => column.notNull())
      .addColumn('subject', 'text', column => column.notNull())
      .addColumn('limits', 'text', column => column.notNull())
      .addColumn('updated_at', 'bigint', column => column.notNull())
      .addColumn('updated_by', 'text', column => column.notNull())
      .addPrimaryKeyConstraint('quotas_key', ['scope', 'subject'])
      .execute();
    // One row, which whoever starts something holds meanwhile: two must not see the same room.
    await schema
      .createTable('quota_turn')
      .addColumn('id', 'integer', column => column.primaryKey())
      .addColumn('taken_at', 'bigint', column => column.notNull())
      .execute();
    await schema.alterTable('jobs').addColumn('waits_for', 'text').execute();
  }
};
