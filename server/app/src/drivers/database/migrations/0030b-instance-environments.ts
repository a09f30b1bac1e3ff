import type { SchemaMigration } from '../migrate.ts';

/** Of which version of which environment an instance is: its image alone does not tell. */
export const instanceEnvironments: SchemaMigration = {
  async up({ schema }) {
    const instances = schema.alterTable('compute_instances');
    await instances.addColumn('environment_id', 'text').execute();
    await instances.addColumn('environment_version', 'integer').execute();
  }
};
