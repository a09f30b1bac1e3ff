import type { SchemaMigration } from '../migrate.ts';

/** That a run has fallen silent is stored: no clock tells it. */
export const silence: SchemaMigration = {
  async up({ schema }, _kind) {
    await schema.alterTable('runs').addColumn('silent_at', 'bigint').execute();
    await schema.dropIndex('runs_by_silence').execute();
    await schema
      .createIndex('runs_by_silence')
      .on('runs')
      .columns(['status', 'heard_at', 'silent_at', 'id'])
      .execute();
  }
};
