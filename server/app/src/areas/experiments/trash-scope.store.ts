import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { TrashKind } from '@atelier-ml/api';
import type { TrashScope } from '../../trash.ts';

/** Whether a row of a table lies in the trash and is meant. */
export function isMeant(
  { before, ids, workspaceId }: TrashScope,
  kind: TrashKind,
  table: string
): RawBuilder<boolean> {
  const chosen = ids?.get(kind);
  if (ids && !chosen?.length) {
    return sql<boolean>`1 = 0`;
  }
  const id = sql.ref(`${table}.id`);
  const among = chosen ? sql`and ${id} in (${sql.join(chosen)})` : sql``;
  const deletedAt = sql.ref(`${table}.deleted_at`);
  return sql<boolean>`(${sql.ref(`${table}.workspace_id`)} = ${workspaceId}
    and ${deletedAt} is not null and ${deletedAt} < ${before} ${among})`;
}

/** The same for a run that is joined with its experiment. */
export function isRunMeant(scope: TrashScope): RawBuilder<boolean> {
  return sql<boolean>`(${isMeant(scope, 'run', 'runs')}
    or ${isMeant(scope, 'experiment', 'experiments')})`;
}
