import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { AtelierError } from '@atelier-ml/api';
import type { Database } from '../../drivers/database/index.ts';
import type { Storage, StoredBlob } from '../../drivers/storage/index.ts';
import { sameSecret } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import type { Clock } from '../../identity.ts';
import { createPartUploadStore } from './part-uploads.store.ts';
import type { PartRow, PartUploadRow } from './part-uploads.store.ts';

export interface PartUploadsOptions {
  database: Database;
  storage: Storage;
  clock: Clock;
}

/** A part as who sends it knows it: its number, from 1, and the tag that it was answered with. */
export interface SentPart {
  number: number;
  etag: string;
}

/** Milliseconds that an upload may rest before it is given up. */
const PATIENCE = 7 * 24 * 3_600_000;
const SWEPT = 100;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export type PartUploads = ReturnType<typeof createPartUploads>;

/**
 * Content in numbered parts, which come in any order, at the same time, and again. Each arrival
 * has a draft of its own, so a part that breaks off or comes twice never mixes with another.
 */
export function createPartUploads({ clock, database, storage }: PartUploadsOptions) {
  const store = createPartUploadStore(database.queries);
  const { drafts } = storage;
  const completing = new Map<string, Promise<void>>();

  async function find(id: string, target: string): Promise<PartUploadRow> {
    const row = await store.find(id);
    if (row?.target !== target) {
      throw noSuchUpload();
    }
    return row;
  }

  async function forgetParts(rows: PartRow[]): Promise<void> {
    for (const { draft } of rows) {
      await drafts.discard(draft);
    }
    if (rows.length) {
      await store.deleteParts(rows.map(({ draft }) => draft));
    }
  }

  async function discard(id: string): Promise<void> {
    await forgetParts(await store.parts(id));
    await store.delete(id);
  }

  /** The drafts in the order of their numbers. @throws AtelierError unless each has arrived */
  async function draftsOf({ id, parts }: PartUploadRow, sent: SentPart[]): Promise<string[]> {
    const rows = await store.parts(id);
    const found: string[] = [];
    for (let number = 1; number <= parts; number++) {
      const etag = plainTag(sent.find(part => part.number === number)?.etag ?? '');
      const row = rows.find(each => each.number === number && each.sha256 === etag);
      if (!row || (await drafts.size(row.draft)) !== row.size) {
        throw invalid(
          `Part ${number} of ${parts} has not arrived under the tag that is named for it.`,
          'Send the part again, and name the tag that it is answered with.'
        );
      }
      found.push(row.draft);
    }
    return found;
  }

  async function finish(
    row: PartUploadRow,
    sent: SentPart[],
    keep: (blob: StoredBlob) => Promise<void>
  ): Promise<void> {
    const content = await draftsOf(row, sent);
    await keep(await storage.put(Readable.from(joined(content))));
    await store.setCompleted(row.id);
    await forgetParts(await store.parts(row.id));
  }

  async function* joined(ids: string[]): AsyncGenerator<Uint8Array> {
    for (const id of ids) {
      yield* (await drafts.read(id)) as AsyncIterable<Uint8Array>;
    }
  }

  return {
    /** `key` is what each part must be sent with; it is told only here. */
    async begin({ parts, target }: { target: string; parts: number }): Promise<{
      id: string;
      key: string;
    }> {
      const key = randomBytes(32).toString('hex');
      const id = newId();
      await store.insert({
        id,
        target,
        parts,
        secret: hashOf(key),
        completed: 0,
        expires_at: clock() + PATIENCE
      });
      return { id, key };
    },
    /**
     * Stores a part; what came before under its number is forgotten once it is whole.
     * @returns its tag, the SHA-256 of its bytes
     * @throws AtelierError `unauthenticated`, `not-found`, `invalid-input`, `storage-full`
     */
    async put(id: string, number: number, key: string, content: Readable): Promise<string> {
      const row = await store.find(id);
      if (!sameSecret(hashOf(key), row?.secret ?? '') || !row) {
        throw new AtelierError('unauthenticated', 'The key of the upload is absent or wrong.', {
          remedy: 'Send `Authorization: Bearer <key>`, as the beginning of the upload has told it.'
        });
      }
      if (row.completed) {
        throw noSuchUpload();
      }
      if (number < 1 || number > row.parts) {
        throw invalid(`There is no part ${number} of ${row.parts}.`, 'Count the parts from 1.');
      }
      const draft = newId();
      await store.insertPart({ draft, upload_id: id, number, sha256: null, size: null });
      try {
        const size = await drafts.append(draft, content, { offset: 0, limit: Infinity });
        const etag = await drafts.hash(draft);
        const earlier = await store.arrived(id, number);
        const same = earlier.find(part => part.sha256 === etag && part.size === size);
        if (same && (await drafts.size(same.draft)) === size) {
          // Sent twice: somebody may be reading the first.
          await forgetParts([{ draft, upload_id: id, number, sha256: null, size: null }]);
          await store.extend(id, clock() + PATIENCE);
          return etag;
        }
        if (!(await store.setArrived(draft, etag, size))) {
          throw noSuchUpload();
        }
        if (!completing.has(id)) {
          await forgetParts(earlier);
        }
        await store.extend(id, clock() + PATIENCE);
        return etag;
      } catch (error) {
        await forgetParts([{ draft, upload_id: id, number, sha256: null, size: null }]);
        throw error;
      }
    },
    /**
     * Joins the parts and hands the content to `keep`; once however often it is asked, also at the
     * same time. Nothing is forgotten before `keep` has resolved.
     * @throws AtelierError `not-found`, `invalid-input`, `storage-full`
     */
    async complete(
      id: string,
      target: string,
      sent: SentPart[],
      keep: (blob: StoredBlob) => Promise<void>
    ): Promise<void> {
      const row = await find(id, target);
      if (row.completed) {
        return;
      }
      const underWay =
        completing.get(id) ?? finish(row, sent, keep).finally(() => completing.delete(id));
      completing.set(id, underWay);
      await underWay;
    },
    /** Forgets what has arrived. @throws AtelierError `not-found` */
    async abort(id: string, target: string): Promise<void> {
      const row = await find(id, target);
      if (!row.completed) {
        await discard(id);
      }
    },
    /** Gives up what has rested for too long. @returns how many */
    async sweep(): Promise<number> {
      const rows = await store.expired(clock(), SWEPT);
      for (const { id } of rows) {
        await discard(id);
      }
      return rows.length;
    }
  };
}

/** A tag without its quotes, and without what servers in between put around it. */
const plainTag = (etag: string): string => /[0-9a-f]{64}/.exec(etag)?.[0] ?? '';

const noSuchUpload = (): AtelierError =>
  new AtelierError('not-found', 'There is no such upload.', {
    remedy: 'It may be complete, given up, or have rested for more than a week: begin anew.'
  });

const invalid = (message: string, remedy: string): AtelierError =>
  new AtelierError('invalid-input', message, { remedy });
