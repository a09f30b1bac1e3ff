import type { Queries } from '../../drivers/database/index.ts';

export interface RateRow {
  id: string;
  valid_from: number;
  /** RateCard as JSON. */
  card: string;
  set_at: number;
  set_by: string;
}

/** The table of rate cards. */
export function createRateStore(queries: Queries) {
  const db = queries.$extendTables<{ rate_cards: RateRow }>();
  return {
    /** The one that is valid last first; of two from the same time on, the one that was set later. */
    all: () =>
      db
        .selectFrom('rate_cards')
        .selectAll()
        .orderBy('valid_from', 'desc')
        .orderBy('set_at', 'desc')
        .execute(),
    insert: (row: RateRow) => db.insertInto('rate_cards').values(row).execute()
  };
}
