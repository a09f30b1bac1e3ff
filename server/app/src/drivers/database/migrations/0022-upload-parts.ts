import type { SchemaMigration } from '../migrate.ts';

/** Uploads whose parts come in any order, each with a draft of its own. */
export const uploadParts: SchemaMigration = {
  async up({ schema }) {
    await schema
      .createTable('part_uploads')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('target', 'text', column => column.notNull())
      .addColumn('parts', 'integer', column => column.notNull())
      .addColumn('secret', 'text', column => column.notNull())
      .addColumn('completed', 'integer', column => column.notNull())
      .addColumn('expires_at', 'bigint', column => column.notNull())
      .execute();
    await schema
      .createIndex('part_uploads_by_expiry')
      .on('part_uploads')
      .column('expires_at')
      .execute();
    await schema
      .createTable('upload_parts')
      .addColumn('draft', 'text', column => column.primaryKey())
      .addColumn('upload_id', 'text', column =>
        column.notNull().references('part_uploads.id').onDelete('cascade')
      )
      .addColumn('number', 'integer', column => column.notNull())
      // No hash: the part has not arrived whole.
      .addColumn('sha256', 'text')
      .addColumn('size', 'bigint')
      .execute();
    await schema
      .createIndex('upload_parts_by_upload')
      .on('upload_parts')
      .columns(['upload_id', 'number'])
      .execute();
  }
};
