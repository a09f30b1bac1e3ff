import type { Collection, TrashSelection } from '@atelier-ml/api';
import type { Queries } from '../../drivers/database/index.ts';

export interface CollectionRow {
  id: string;
  workspace_id: string;
  selection: TrashSelection['type'];
  state: Collection['state'];
  started_by: string;
  started_at: number;
  /** When its server last told how far it has come. */
  heard_at: number;
  ended_at: number | null;
  cancelled: number;
  /** JSON; see Progress. */
  progress: string;
  error: string | null;
}

/** How far a collection has come. */
export type Progress = Pick<
  Collection,
  'phase' | 'experiments' | 'runs' | 'loggedModels' | 'examined' | 'freed'
>;

// An interface would not fit the index signature that Kysely asks for.
type CollectionTables = { collections: CollectionRow };

export function createCollectionStore(queries: Queries) {
  const db = queries.$extendTables<CollectionTables>();
  return {
    insert: (row: CollectionRow) => db.insertInto('collections').values(row).execute(),
    update: (id: string, changes: Partial<CollectionRow>) =>
      db.updateTable('collections').set(changes).where('id', '=', id).execute(),
    /** Notes how far it has come. @returns whether it is to go on */
    async tell(id: string, progress: Progress, now: number): Promise<boolean> {
      const row = await db
        .updateTable('collections')
        .set({ progress: JSON.stringify(progress), heard_at: now })
        .where('id', '=', id)
        .where('state', '=', 'running')
        .returning('cancelled')
        .executeTakeFirst();
      return row?.cancelled === 0;
    },
    find: (workspaceId: string, id: string) =>
      db
        .selectFrom('collections')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', id)
        .executeTakeFirst(),
    last: (workspaceId: string, limit: number) =>
      db
        .selectFrom('collections')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .orderBy('started_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
    /** When one that looks at all content has last ended well. */
    async lastWhole(): Promise<number> {
      const row = await db
        .selectFrom('collections')
        .select(({ fn }) => fn.max('ended_at').as('at'))
        .where('state', '=', 'finished')
        .where('selection', '<>', 'items')
        .executeTakeFirst();
      return Number(row?.at ?? 0);
    },
    /** Gives up those whose server has said nothing since then. */
    interrupt: (heardBefore: number, now: number) =>
      db
        .updateTable('collections')
        .set({ state: 'interrupted', ended_at: now })
        .where('state', '=', 'running')
        .where('heard_at', '<', heardBefore)
        .execute(),
    cancel: (id: string) =>
      db.updateTable('collections').set({ cancelled: 1 }).where('id', '=', id).execute()
  };
}
