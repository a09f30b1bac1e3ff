import type { Database } from '../../drivers/database/index.ts';
import type { TrashShelf } from '../../trash.ts';
import { createLoggedModelTrashStore } from './logged-model-trash.store.ts';

const CHUNK = 100;

/** The trash of models that runs have logged. */
export function createLoggedModelsTrash({ database }: { database: Database }): TrashShelf {
  const { kind } = database;
  const store = createLoggedModelTrashStore(database.queries, kind);
  return {
    kind: 'logged-model',
    ...store,
    async restore(workspaceId, id) {
      const row = await store.find(id);
      if (row?.workspace_id !== workspaceId) {
        return 'There is no such logged model in this workspace.';
      }
      if (row.experiment_deleted_at !== null) {
        return `Its experiment “${row.experiment}” lies in the trash.`;
      }
      await store.restore(id);
      return undefined;
    },
    async purge(queries, _announce, scope) {
      const within = createLoggedModelTrashStore(queries, kind);
      const rows = await within.claim(scope, CHUNK);
      if (!rows.length) {
        return undefined;
      }
      await within.purge(rows.map(row => row.id));
      return { loggedModels: rows.length };
    }
  };
}
