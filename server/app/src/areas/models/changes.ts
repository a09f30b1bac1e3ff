import type { ModelRow } from './models.store.ts';

/** The news of a change of a model. */
export function changeOf(row: ModelRow, action: 'created' | 'updated' | 'deleted') {
  return {
    kind: 'model',
    action,
    workspaceId: row.workspace_id,
    subjectId: row.id,
    name: row.name
  } as const;
}
