import type { ClusterRow, JobRow, ScheduleRow } from './tables.ts';

type Action = 'created' | 'updated' | 'deleted';

export const jobChange = (row: JobRow, action: Action) =>
  ({
    kind: 'job',
    action,
    workspaceId: row.workspace_id,
    subjectId: row.id,
    name: row.name
  }) as const;

export const clusterChange = (row: ClusterRow, action: Action) =>
  ({
    kind: 'cluster',
    action,
    workspaceId: row.workspace_id,
    subjectId: row.id,
    name: row.name
  }) as const;

export const scheduleChange = (row: ScheduleRow, action: Action) =>
  ({
    kind: 'schedule',
    action,
    workspaceId: row.workspace_id,
    subjectId: row.id,
    name: row.name
  }) as const;
