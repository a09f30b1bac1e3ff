import type { StudioEvent } from '@atelier-ml/api';
import { sql } from 'kysely';
import type { Database, Queries } from '../../drivers/database/index.ts';
import type { Change } from './changes.ts';

type EventTables = {
  events: {
    id: number;
    kind: StudioEvent['kind'];
    action: StudioEvent['action'];
    workspace_id: string;
    subject_id: string;
    name: string;
    at: number;
  };
};

export interface EventRange {
  /** 0 when there is none. */
  oldest: number;
  latest: number;
}

export interface EventStore {
  append(changes: Change[], at: number): Promise<StudioEvent[]>;
  after(id: number, limit: number): Promise<StudioEvent[]>;
  range(): Promise<EventRange>;
  deleteUpTo(id: number): Promise<void>;
}

/** One number for all servers of a database: whoever holds it writes the next events. */
const EVENTS_LOCK = 4_180_001;

export function createEventStore(queries: Queries, kind: Database['kind']): EventStore {
  const db = queries.$extendTables<EventTables>();
  return {
    async append(changes, at) {
      if (kind === 'postgresql') {
        // Ids must become visible in their order, or a reader that resumes would skip some.
        await sql`select pg_advisory_xact_lock(${EVENTS_LOCK})`.execute(db);
      }
      const rows = changes.map(change => ({
        kind: change.kind,
        action: change.action,
        workspace_id: change.workspaceId,
        subject_id: change.subjectId,
        name: change.name,
        at
      }));
      const inserted = await db
        .insertInto('events')
        .values(rows as EventTables['events'][])
        .returning('id')
        .execute();
      const ids = inserted.map(row => row.id).sort((a, b) => a - b);
      return changes.map((change, index) => ({ id: ids[index]!, ...change, at }));
    },
    async after(id, limit) {
      const rows = await db
        .selectFrom('events')
        .selectAll()
        .where('id', '>', id)
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(row => ({
        id: row.id,
        kind: row.kind,
        action: row.action,
        workspaceId: row.workspace_id,
        subjectId: row.subject_id,
        name: row.name,
        at: row.at
      }));
    },
    async range() {
      const end = (direction: 'asc' | 'desc') =>
        db.selectFrom('events').select('id').orderBy('id', direction).limit(1).executeTakeFirst();
      return { oldest: (await end('asc'))?.id ?? 0, latest: (await end('desc'))?.id ?? 0 };
    },
    async deleteUpTo(id) {
      await db.deleteFrom('events').where('id', '<=', id).execute();
    }
  };
}
