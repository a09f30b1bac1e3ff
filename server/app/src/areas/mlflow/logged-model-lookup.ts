import type { MlflowContext } from './context.ts';
import { missing } from './errors.ts';
import { createLoggedModelStore } from './logged-models.store.ts';
import type { LoggedModelRow } from './logged-models.store.ts';

/** The model, unless it was deleted. @throws MlflowError `RESOURCE_DOES_NOT_EXIST` */
export async function requireLoggedModel(
  { database, workspaceId }: Pick<MlflowContext, 'database' | 'workspaceId'>,
  id: string
): Promise<LoggedModelRow> {
  const row = await createLoggedModelStore(database.queries).find(id);
  if (row?.workspace_id !== workspaceId || row.deleted_at !== null) {
    throw missing(`Logged model with ID '${id}' not found.`);
  }
  return row;
}
