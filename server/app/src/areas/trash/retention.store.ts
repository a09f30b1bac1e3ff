import type { Queries } from '../../drivers/database/index.ts';

/** Days that a workspace keeps its trash which has said nothing else. */
export const DEFAULT_DAYS = 30;

type RetentionTables = {
  trash_retention: { workspace_id: string; days: number | null };
  workspaces: { id: string };
};

export function createRetentionStore(queries: Queries) {
  const db = queries.$extendTables<RetentionTables>();
  return {
    /** Null: for ever. */
    async days(workspaceId: string): Promise<number | null> {
      const row = await db
        .selectFrom('trash_retention')
        .select('days')
        .where('workspace_id', '=', workspaceId)
        .executeTakeFirst();
      return row ? row.days : DEFAULT_DAYS;
    },
    set: (workspaceId: string, days: number | null) =>
      db
        .insertInto('trash_retention')
        .values({ workspace_id: workspaceId, days })
        .onConflict(conflict => conflict.column('workspace_id').doUpdateSet({ days }))
        .execute(),
    workspaces: async (): Promise<string[]> =>
      (await db.selectFrom('workspaces').select('id').orderBy('id').execute()).map(({ id }) => id)
  };
}
