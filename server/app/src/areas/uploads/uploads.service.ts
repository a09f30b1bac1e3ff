import { Readable } from 'node:stream';
import { AtelierError } from '@atelier-ml/api';
import type { Blob, Upload } from '@atelier-ml/api';
import type { Database } from '../../drivers/database/index.ts';
import type { Storage } from '../../drivers/storage/index.ts';
import type { User } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import type { Clock } from '../../identity.ts';
import { createUploadStore } from './uploads.store.ts';
import type { UploadRow } from './uploads.store.ts';

export interface UploadsOptions {
  database: Database;
  storage: Storage;
  clock: Clock;
}

/** Milliseconds that an upload may rest before it is given up. */
const PATIENCE = 7 * 24 * 3_600_000;
const SWEPT = 100;

export type Uploads = ReturnType<typeof createUploads>;

/** Content that is sent in pieces and can go on after any break. */
export function createUploads({ clock, database, storage }: UploadsOptions) {
  const store = createUploadStore(database.queries);
  const { drafts } = storage;

  async function find(id: string, user: User): Promise<UploadRow> {
    const row = await store.find(id);
    if (!row || row.username !== user.username) {
      throw new AtelierError('not-found', 'There is no such upload.', {
        remedy: 'It may be complete, given up, or have rested for more than a week: begin anew.'
      });
    }
    return row;
  }

  /** Whether all of it was stored before it began. */
  const isStored = async ({ sha256, size }: UploadRow): Promise<boolean> =>
    sha256 !== null && (await storage.claim(sha256))?.size === size;

  async function present(row: UploadRow): Promise<Upload> {
    const sent = await drafts.size(row.id);
    const offset = sent ?? ((await isStored(row)) ? row.size : 0);
    return { id: row.id, size: row.size, offset, sha256: row.sha256, expiresAt: row.expires_at };
  }

  /** Content that needed no sending: it was stored already, or there is none. */
  const storedBefore = async (sha256: string | null): Promise<Blob> =>
    (sha256 ? await storage.claim(sha256) : undefined) ??
    (await storage.put(Readable.from([]), { sha256: sha256 ?? undefined }));

  return {
    async create({ sha256, size }: { size: number; sha256?: string }, user: User): Promise<Upload> {
      const row: UploadRow = {
        id: newId(),
        size,
        sha256: sha256 ?? null,
        username: user.username,
        expires_at: clock() + PATIENCE
      };
      await store.insert(row);
      return present(row);
    },
    get: async (id: string, user: User): Promise<Upload> => present(await find(id, user)),
    async append(id: string, offset: number, content: Readable, user: User): Promise<Upload> {
      const row = await find(id, user);
      await drafts.append(id, content, { offset, limit: row.size });
      const expires = clock() + PATIENCE;
      await store.extend(id, expires);
      return present({ ...row, expires_at: expires });
    },
    async complete(id: string, user: User): Promise<Blob> {
      const row = await find(id, user);
      const { offset, sha256 } = await present(row);
      if (offset !== row.size) {
        throw new AtelierError(
          'wrong-offset',
          `Of ${row.size} bytes, ${offset} have arrived: the upload is not whole.`,
          { remedy: `Send the rest from byte ${offset} on.` }
        );
      }
      const blob =
        (await drafts.size(id)) === undefined
          ? await storedBefore(sha256)
          : await drafts.finish(id, { sha256: sha256 ?? undefined });
      await store.delete(id);
      return blob;
    },
    async delete(id: string, user: User): Promise<void> {
      await find(id, user);
      await drafts.discard(id);
      await store.delete(id);
    },
    /** Gives up what has rested for too long. @returns how many */
    async sweep(): Promise<number> {
      const rows = await store.expired(clock(), SWEPT);
      for (const { id } of rows) {
        await drafts.discard(id);
        await store.delete(id);
      }
      return rows.length;
    }
  };
}
