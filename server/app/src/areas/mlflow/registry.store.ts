import type { Queries } from '../../drivers/database/index.ts';
import type { ModelTables } from '../models/index.ts';
import { withOne } from './tracking.store.ts';

/** What MLflow's clients ask of registered models beside what Atelier's own do. */
export function createRegistryStore(queries: Queries) {
  const db = queries.$extendTables<ModelTables>();
  const versions = db
    .selectFrom('model_versions')
    .innerJoin('models', 'models.id', 'model_versions.model_id')
    .selectAll('model_versions')
    .select('models.name');
  return {
    byName: (workspaceId: string, name: string) =>
      db
        .selectFrom('models')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where('name', '=', name)
        .executeTakeFirst(),
    all: (workspaceId: string) =>
      db.selectFrom('models').selectAll().where('workspace_id', '=', workspaceId).execute(),
    allVersions: (workspaceId: string) =>
      versions.where('models.workspace_id', '=', workspaceId).execute(),
    registrationsOf: (loggedModelIds: string[]) =>
      versions
        .where('model_versions.logged_model_id', 'in', withOne(loggedModelIds))
        .orderBy('models.name')
        .orderBy('model_versions.version')
        .execute(),
    updateVersion: (modelId: string, version: number, changes: object) =>
      db
        .updateTable('model_versions')
        .set(changes)
        .where('model_id', '=', modelId)
        .where('version', '=', version)
        .execute()
  };
}
