import type { Queries } from '../../drivers/database/index.ts';

type GpuTables = { gpu_claims: GpuClaimRow; gpu_turn: { id: number; taken_at: number } };

export interface GpuClaimRow {
  /** Its UUID. */
  gpu: string;
  holder: string;
  /** Of `instance` or `node`. */
  holder_kind: string;
  holder_name: string;
  is_shared: number;
  claimed_at: number;
}

/** The table of who has which GPU. */
export function createGpuClaimStore(queries: Queries) {
  const db = queries.$extendTables<GpuTables>();
  return {
    /** Until the end of the transaction nobody else takes one. */
    takeTurn: (now: number) =>
      db
        .insertInto('gpu_turn')
        .values({ id: 1, taken_at: now })
        .onConflict(conflict => conflict.column('id').doUpdateSet({ taken_at: now }))
        .execute(),
    all: () => db.selectFrom('gpu_claims').selectAll().orderBy('claimed_at').execute(),
    of: (holders: string[]) =>
      holders.length
        ? db
            .selectFrom('gpu_claims')
            .selectAll()
            .where('holder', 'in', holders)
            .orderBy('gpu')
            .execute()
        : Promise.resolve([]),
    ofInstances: () =>
      db.selectFrom('gpu_claims').selectAll().where('holder_kind', '=', 'instance').execute(),
    rename: (holder: string, name: string) =>
      db
        .updateTable('gpu_claims')
        .set({ holder_name: name })
        .where('holder', '=', holder)
        .execute(),
    insert: (rows: GpuClaimRow[]) => db.insertInto('gpu_claims').values(rows).execute(),
    release: (holders: string[]) =>
      db.deleteFrom('gpu_claims').where('holder', 'in', holders).execute()
  };
}
