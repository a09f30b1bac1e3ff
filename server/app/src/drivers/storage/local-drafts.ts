import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AtelierError } from '@atelier-ml/api';
import { asStorageError, hashMismatch, ifMissing } from './local-files.ts';
import type { Drafts, StoredBlob } from './storage.ts';

const READ_AT_ONCE = 1024 * 1024;

export interface LocalDraftsOptions {
  folder: string;
  /** Gives the whole draft its place among the blobs. */
  publish(file: string, blob: StoredBlob): Promise<void>;
}

/**
 * Drafts as files that grow. Their length on the disk is what counts: the hash that is carried
 * along in memory only saves reading them again, and is dropped when the two do not fit.
 */
export async function openLocalDrafts({ folder, publish }: LocalDraftsOptions): Promise<Drafts> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const hashes = new Map<string, { hash: Hash; size: number }>();
  const busy = new Set<string>();
  const fileOf = (id: string): string => join(folder, id);

  const size = async (id: string): Promise<number | undefined> =>
    (await stat(fileOf(id)).catch(ifMissing))?.size;

  /** One request at a time works on a draft. */
  async function alone<T>(id: string, work: () => Promise<T>): Promise<T> {
    if (busy.has(id)) {
      throw new AtelierError('wrong-offset', 'Another request is adding to this upload.', {
        remedy: 'Ask how far it has come, then go on from there.'
      });
    }
    busy.add(id);
    try {
      return await work();
    } finally {
      busy.delete(id);
    }
  }

  async function write(
    id: string,
    content: Readable,
    { limit, offset }: { offset: number; limit: number }
  ): Promise<number> {
    const handle = await open(fileOf(id), 'a', 0o600);
    const kept = hashes.get(id);
    const carried = offset === 0 ? { hash: createHash('sha256'), size: 0 } : kept;
    hashes.delete(id);
    let end = offset;
    try {
      for await (const chunk of content as AsyncIterable<Uint8Array>) {
        if (end + chunk.byteLength > limit) {
          throw new AtelierError('too-large', `The upload was announced with ${limit} bytes.`, {
            remedy: 'Begin an upload of the right size.'
          });
        }
        await handle.writeFile(chunk);
        end += chunk.byteLength;
        if (carried?.size === end - chunk.byteLength) {
          carried.hash.update(chunk);
          carried.size = end;
        }
      }
      await handle.sync();
    } catch (error) {
      const failure = asStorageError(error);
      if (failure instanceof AtelierError) {
        // the request itself was wrong, or there is no room: as if it had not been
        await handle.truncate(offset);
        throw failure;
      }
      // the caller is gone: what has arrived is what it goes on from
      await handle.sync();
      throw error;
    } finally {
      if (carried?.size === (await handle.stat()).size) {
        hashes.set(id, carried);
      }
      await handle.close();
    }
    return end;
  }

  async function wholeSize(id: string): Promise<number> {
    const stored = await size(id);
    if (stored === undefined) {
      throw nothingYet();
    }
    return stored;
  }

  async function hashOf(id: string, length: number): Promise<string> {
    const carried = hashes.get(id);
    if (carried?.size === length) {
      return carried.hash.copy().digest('hex');
    }
    const hash = createHash('sha256');
    await pipeline(createReadStream(fileOf(id)), hash);
    return hash.digest('hex');
  }

  return {
    size,
    append: (id, content, range) =>
      alone(id, async () => {
        const stored = (await size(id)) ?? 0;
        if (stored !== range.offset) {
          throw new AtelierError(
            'wrong-offset',
            `The upload has stopped at byte ${stored}, not at ${range.offset}.`,
            { remedy: `Go on from byte ${stored}.` }
          );
        }
        return write(id, content, range);
      }),
    hash: async id => hashOf(id, await wholeSize(id)),
    async read(id) {
      const handle = await open(fileOf(id)).catch(ifMissing);
      if (!handle) {
        throw nothingYet();
      }
      return handle.createReadStream({ highWaterMark: READ_AT_ONCE });
    },
    finish: (id, { sha256: expected } = {}) =>
      alone(id, async () => {
        const stored = await wholeSize(id);
        const blob = { sha256: await hashOf(id, stored), size: stored };
        if (expected && expected !== blob.sha256) {
          throw hashMismatch(blob.sha256, expected);
        }
        await publish(fileOf(id), blob);
        hashes.delete(id);
        return blob;
      }),
    async discard(id) {
      hashes.delete(id);
      await rm(fileOf(id), { force: true });
    }
  };
}

const nothingYet = (): AtelierError =>
  new AtelierError('not-found', 'There is nothing of this upload.', {
    remedy: 'Send its bytes first.'
  });
