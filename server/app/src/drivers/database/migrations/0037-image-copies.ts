import type { SchemaMigration } from '../migrate.ts';

/** Where registries keep the images of environments. */
export const imageCopies: SchemaMigration = {
  async up({ schema }) {
    await schema
      .createTable('environment_copies')
      .addColumn('version_id', 'text', column =>
        column.notNull().references('environment_versions.id').onDelete('cascade')
      )
      .addColumn('image', 'text', column => column.notNull())
      .addColumn('reference', 'text', column => column.notNull())
      .addColumn('digest', 'text', column => column.notNull())
      .addColumn('pushed_at', 'bigint', column => column.notNull())
      .addPrimaryKeyConstraint('environment_copies_key', ['version_id', 'reference'])
      .execute();
    // Before a workload is made its image is looked for by this.
    await schema
      .createIndex('environment_copies_by_image')
      .on('environment_copies')
      .column('image')
      .execute();
  }
};
