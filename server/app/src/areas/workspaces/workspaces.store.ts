import { contains } from '../../drivers/database/index.ts';
import type { Queries } from '../../drivers/database/index.ts';

type WorkspaceTables = {
  workspaces: WorkspaceRow;
  active_workspaces: { username: string; workspace_id: string; activated_at: number };
};

export interface WorkspaceRow {
  id: string;
  name: string;
  description: string;
  is_default: number;
  created_at: number;
  updated_at: number;
}

export interface WorkspaceFilter {
  search?: string;
  /** Name of the last workspace of the page before. */
  after?: string;
  limit: number;
}

/** The tables of workspaces. */
export function createWorkspaceStore(queries: Queries) {
  const db = queries.$extendTables<WorkspaceTables>();
  const matching = (search: string | undefined) =>
    db
      .selectFrom('workspaces')
      .$if(search !== undefined, query =>
        query.where(contains(['workspaces.name', 'workspaces.description'], search!))
      );
  return {
    list: ({ after, limit, search }: WorkspaceFilter) =>
      matching(search)
        .selectAll()
        .$if(after !== undefined, query => query.where('name', '>', after!))
        .orderBy('name')
        .limit(limit)
        .execute(),
    async count(search?: string): Promise<number> {
      const row = await matching(search)
        .select(expression => expression.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
    /** An id wins over a name that looks like one. */
    find: (reference: string) =>
      db
        .selectFrom('workspaces')
        .selectAll()
        .where(where => where.or([where('id', '=', reference), where('name', '=', reference)]))
        .orderBy(order => order.case().when('id', '=', reference).then(0).else(1).end())
        .limit(1)
        .executeTakeFirst(),
    findDefault: () =>
      db.selectFrom('workspaces').selectAll().where('is_default', '=', 1).executeTakeFirst(),
    insert: (row: WorkspaceRow) => db.insertInto('workspaces').values(row).execute(),
    update: (id: string, changes: Partial<WorkspaceRow>) =>
      db.updateTable('workspaces').set(changes).where('id', '=', id).execute(),
    delete: (id: string) => db.deleteFrom('workspaces').where('id', '=', id).execute(),
    /**
     * The one that the user has made active; that of whoever was last, if the user has none; the
     * default one, if nobody has.
     */
    findActive: (username: string) =>
      db
        .selectFrom('workspaces')
        .leftJoin('active_workspaces', 'workspaces.id', 'active_workspaces.workspace_id')
        .selectAll('workspaces')
        .where(where => where.or([where('username', 'is not', null), where('is_default', '=', 1)]))
        .orderBy(order =>
          order
            .case()
            .when('username', '=', username)
            .then(0)
            .when('username', 'is not', null)
            .then(1)
            .else(2)
            .end()
        )
        .orderBy('activated_at', 'desc')
        .limit(1)
        .executeTakeFirst(),
    activate: (username: string, workspaceId: string, at: number) =>
      db
        .insertInto('active_workspaces')
        .values({ username, workspace_id: workspaceId, activated_at: at })
        .onConflict(conflict =>
          conflict.column('username').doUpdateSet({ workspace_id: workspaceId, activated_at: at })
        )
        .execute()
  };
}
