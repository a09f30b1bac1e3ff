import type { QuotaScope } from '@atelier-ml/api';
import type { Queries } from '../../drivers/database/index.ts';

type QuotaTables = {
  quotas: QuotaRow;
  quota_turn: { id: number; taken_at: number };
  workspaces: { id: string; name: string };
};

export interface QuotaRow {
  scope: QuotaScope;
  /** A username, or the id of a workspace; `*`: each without its own. */
  subject: string;
  /** QuotaLimits as JSON. */
  limits: string;
  updated_at: number;
  updated_by: string;
}

/** The table of what users and workspaces may hold. */
export function createQuotaStore(queries: Queries) {
  const db = queries.$extendTables<QuotaTables>();
  return {
    /** Until the end of the transaction nobody else starts what counts. */
    takeTurn: (now: number) =>
      db
        .insertInto('quota_turn')
        .values({ id: 1, taken_at: now })
        .onConflict(conflict => conflict.column('id').doUpdateSet({ taken_at: now }))
        .execute(),
    all: () => db.selectFrom('quotas').selectAll().orderBy('scope').orderBy('subject').execute(),
    put: (row: QuotaRow) =>
      db
        .insertInto('quotas')
        .values(row)
        .onConflict(conflict => conflict.columns(['scope', 'subject']).doUpdateSet(row))
        .execute(),
    async delete(scope: QuotaScope, subject: string): Promise<boolean> {
      const result = await db
        .deleteFrom('quotas')
        .where('scope', '=', scope)
        .where('subject', '=', subject)
        .executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    async workspaceNames(): Promise<Map<string, string>> {
      const rows = await db.selectFrom('workspaces').select(['id', 'name']).execute();
      return new Map(rows.map(({ id, name }) => [id, name]));
    }
  };
}
