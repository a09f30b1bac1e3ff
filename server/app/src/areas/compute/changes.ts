import type { InstanceRow } from './compute.store.ts';

/** The news of a change of an instance or its kernels. */
export function changeOf(row: InstanceRow, action: 'created' | 'updated' | 'deleted') {
  return {
    kind: 'compute',
    action,
    workspaceId: row.workspace_id,
    subjectId: row.id,
    name: row.name
  } as const;
}
