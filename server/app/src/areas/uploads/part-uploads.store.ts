import type { Queries } from '../../drivers/database/index.ts';

export interface PartUploadRow {
  id: string;
  /** What it will become; only the area that has begun it reads this. */
  target: string;
  parts: number;
  /** Hash of the key that parts are sent with. */
  secret: string;
  completed: number;
  expires_at: number;
}

export interface PartRow {
  draft: string;
  upload_id: string;
  number: number;
  sha256: string | null;
  size: number | null;
}

// An interface would not fit the index signature that Kysely asks for.
type PartTables = { part_uploads: PartUploadRow; upload_parts: PartRow };

export function createPartUploadStore(queries: Queries) {
  const db = queries.$extendTables<PartTables>();
  return {
    insert: (row: PartUploadRow) => db.insertInto('part_uploads').values(row).execute(),
    find: (id: string) =>
      db.selectFrom('part_uploads').selectAll().where('id', '=', id).executeTakeFirst(),
    extend: (id: string, until: number) =>
      db.updateTable('part_uploads').set({ expires_at: until }).where('id', '=', id).execute(),
    setCompleted: (id: string) =>
      db.updateTable('part_uploads').set({ completed: 1 }).where('id', '=', id).execute(),
    delete: (id: string) => db.deleteFrom('part_uploads').where('id', '=', id).execute(),
    expired: (now: number, limit: number) =>
      db
        .selectFrom('part_uploads')
        .selectAll()
        .where('expires_at', '<', now)
        .orderBy('expires_at')
        .limit(limit)
        .execute(),
    insertPart: (row: PartRow) => db.insertInto('upload_parts').values(row).execute(),
    /** @returns whether the part was still wanted */
    async setArrived(draft: string, sha256: string, size: number): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('upload_parts')
        .set({ sha256, size })
        .where('draft', '=', draft)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    parts: (upload: string) =>
      db.selectFrom('upload_parts').selectAll().where('upload_id', '=', upload).execute(),
    /** Those of one number that have arrived. */
    arrived: (upload: string, number: number) =>
      db
        .selectFrom('upload_parts')
        .selectAll()
        .where('upload_id', '=', upload)
        .where('number', '=', number)
        .where('sha256', 'is not', null)
        .execute(),
    deleteParts: (drafts: string[]) =>
      db.deleteFrom('upload_parts').where('draft', 'in', drafts).execute()
  };
}
