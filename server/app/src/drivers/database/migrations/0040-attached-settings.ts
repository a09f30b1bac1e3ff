import type { SchemaMigration } from '../migrate.ts';

/** What only some kinds of attached compute have. */
export const attachedSettings: SchemaMigration = {
  async up({ schema }) {
    await schema.alterTable('attached_compute').addColumn('settings', 'text').execute();
  }
};
