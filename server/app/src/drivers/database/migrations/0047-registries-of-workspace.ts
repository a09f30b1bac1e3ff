import { sql } from 'kysely';
import type { SchemaMigration } from '../migrate.ts';

/** The logins of a workspace go with it. */
export const registriesOfWorkspace: SchemaMigration = {
  async up(queries) {
    const { schema } = queries;
    await schema.alterTable('registries').renameTo('registries_before').execute();
    await schema
      .createTable('registries')
      .addColumn('workspace_id', 'text', column =>
        column.notNull().references('workspaces.id').onDelete('cascade')
      )
      .addColumn('host', 'text', column => column.notNull())
      .addColumn('username', 'text', column => column.notNull())
      .addColumn('encrypted_password', 'text', column => column.notNull())
      .addColumn('updated_at', 'bigint', column => column.notNull())
      .addPrimaryKeyConstraint('registries_of_workspace', ['workspace_id', 'host'])
      .execute();
    await sql`insert into registries select * from registries_before`.execute(queries);
    await schema.dropTable('registries_before').execute();
  }
};
