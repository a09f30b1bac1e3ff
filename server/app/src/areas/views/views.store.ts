import type { SavedView } from '@atelier-ml/api';
import { contains } from '../../drivers/database/index.ts';
import type { Queries } from '../../drivers/database/index.ts';

export interface ViewRow {
  id: string;
  workspace_id: string;
  name: string;
  page: SavedView['page'];
  subject: string | null;
  /** JSON. */
  state: string;
  created_at: number;
  updated_at: number;
}

export interface ViewFilter {
  workspaceId: string;
  search?: string;
  page?: ViewRow['page'];
  subject?: string;
}

/** Name and id of the last view of a page. */
export type ViewPosition = [string, string];

// An interface would not fit the index signature that Kysely asks for.
type ViewTables = { views: ViewRow };

export function createViewStore(queries: Queries) {
  const db = queries.$extendTables<ViewTables>();
  const matching = ({ page, search, subject, workspaceId }: ViewFilter) =>
    db
      .selectFrom('views')
      .where('workspace_id', '=', workspaceId)
      .$if(page !== undefined, query => query.where('page', '=', page!))
      .$if(subject !== undefined, query => query.where('subject', '=', subject!))
      .$if(search !== undefined, query => query.where(contains(['views.name'], search!)));
  return {
    list: (filter: ViewFilter, limit: number, after?: ViewPosition) =>
      matching(filter)
        .selectAll()
        .$if(after !== undefined, query =>
          query.where(where =>
            where(where.refTuple('name', 'id'), '>', where.tuple(after![0], after![1]))
          )
        )
        .orderBy('name')
        .orderBy('id')
        .limit(limit)
        .execute(),
    async count(filter: ViewFilter): Promise<number> {
      const row = await matching(filter)
        .select(expression => expression.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
    find: (workspaceId: string, id: string) =>
      db
        .selectFrom('views')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', id)
        .executeTakeFirst(),
    insert: (row: ViewRow) => db.insertInto('views').values(row).execute(),
    /** Answers nothing if there is no such view any more. */
    update: (id: string, changes: Partial<ViewRow>) =>
      db.updateTable('views').set(changes).where('id', '=', id).returningAll().executeTakeFirst(),
    deleteOfSubject: (subject: string) =>
      db.deleteFrom('views').where('subject', '=', subject).execute(),
    delete: (id: string) => db.deleteFrom('views').where('id', '=', id).execute()
  };
}
