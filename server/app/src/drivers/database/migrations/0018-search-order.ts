import { sql } from 'kysely';
import type { SchemaMigration } from '../migrate.ts';

/** Lists of runs end in the last started first, and of those started at once in the order of ids. */
export const searchOrder: SchemaMigration = {
  async up({ schema }, _kind) {
    const scopes = { runs_by_start: 'workspace_id', runs_of_experiment_by_start: 'experiment_id' };
    for (const [name, scope] of Object.entries(scopes)) {
      await schema.dropIndex(name).execute();
      await schema.createIndex(name).on('runs').columns([scope, 'started_at desc', 'id']).execute();
    }
    // A list of runs by status filters the rows that it walks.
    await schema.dropIndex('runs_by_status').execute();
    await schema
      .createIndex('runs_of_experiment_in_trash')
      .on('runs')
      .columns(['experiment_id', 'id'])
      .where(sql<boolean>`deleted_at is not null`)
      .execute();
  }
};
