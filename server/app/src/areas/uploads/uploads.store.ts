import type { Queries } from '../../drivers/database/index.ts';

export interface UploadRow {
  id: string;
  size: number;
  sha256: string | null;
  username: string;
  expires_at: number;
}

// An interface would not fit the index signature that Kysely asks for.
type UploadTables = { uploads: UploadRow };

export function createUploadStore(queries: Queries) {
  const db = queries.$extendTables<UploadTables>();
  return {
    insert: (row: UploadRow) => db.insertInto('uploads').values(row).execute(),
    find: (id: string) =>
      db.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst(),
    extend: (id: string, until: number) =>
      db.updateTable('uploads').set({ expires_at: until }).where('id', '=', id).execute(),
    delete: (id: string) => db.deleteFrom('uploads').where('id', '=', id).execute(),
    expired: (now: number, limit: number) =>
      db
        .selectFrom('uploads')
        .selectAll()
        .where('expires_at', '<', now)
        .orderBy('expires_at')
        .limit(limit)
        .execute()
  };
}
