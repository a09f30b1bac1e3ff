import type { SchemaMigration } from '../migrate.ts';

/** Engines on other machines. */
export const attached: SchemaMigration = {
  async up({ schema }) {
    await schema
      .createTable('attached_compute')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('workspace_id', 'text', column =>
        column.notNull().references('workspaces.id').onDelete('cascade')
      )
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('description', 'text', column => column.notNull())
      .addColumn('kind', 'text', column => column.notNull())
      .addColumn('address', 'text', column => column.notNull())
      .addColumn('credentials', 'text')
      .addColumn('credential_kind', 'text', column => column.notNull())
      .addColumn('host_keys', 'text', column => column.notNull())
      .addColumn('problem', 'text')
      .addColumn('version', 'text')
      .addColumn('machines', 'text', column => column.notNull())
      .addColumn('checked_at', 'bigint', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addColumn('updated_at', 'bigint', column => column.notNull())
      .addUniqueConstraint('attached_compute_name', ['workspace_id', 'name'])
      .execute();
  }
};
