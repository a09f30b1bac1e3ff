import { sql } from 'kysely';
import type { SchemaMigration } from '../migrate.ts';

/** A page of a subject has one view of a name; lists go by name. */
export const views: SchemaMigration = {
  async up(queries) {
    const { schema } = queries;
    await schema.dropIndex('views_by_name').execute();
    await schema
      .createIndex('views_by_name')
      .on('views')
      .columns(['workspace_id', 'name', 'id'])
      .execute();
    // An index takes two nulls for different.
    await sql`create unique index views_of_page
      on views (workspace_id, page, (coalesce(subject, '')), name)`.execute(queries);
    await schema.createIndex('views_by_subject').on('views').column('subject').execute();
  }
};
