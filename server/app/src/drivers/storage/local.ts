import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { newId } from '../../identity.ts';
import { openLocalCollector } from './local-collector.ts';
import { openLocalDrafts } from './local-drafts.ts';
import { asStorageError, hashMismatch, ifMissing, missing, publish } from './local-files.ts';
import type { IdleBlob, Storage, StoredBlob } from './storage.ts';

/**
 * Blobs as files `aa/bb/<sha256>` below a folder. A blob gets its name only when it is whole and
 * on the disk; what a crash has left half-written lies in `tmp` and is swept at the next start.
 * The time of a file's last change tells when the content was last put or claimed.
 */
export async function openLocalStorage(folder: string): Promise<Storage> {
  const temporary = join(folder, 'tmp');
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  const fileOf = (sha256: string): string =>
    join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);

  const collector = await openLocalCollector(folder, fileOf);

  const look = async (sha256: string): Promise<IdleBlob | undefined> => {
    await collector.settled(sha256);
    const found = await stat(fileOf(sha256)).catch(ifMissing);
    return found && { sha256, size: found.size, usedAt: found.mtimeMs };
  };
  const find = async (sha256: string): Promise<StoredBlob | undefined> => {
    const found = await look(sha256);
    return found && { sha256, size: found.size };
  };

  const claim = async (sha256: string): Promise<StoredBlob | undefined> => {
    await collector.settled(sha256, true);
    const now = new Date();
    const claimed = await utimes(fileOf(sha256), now, now)
      .then(() => true)
      .catch(ifMissing);
    return claimed ? find(sha256) : undefined;
  };

  /** Puts a whole file in its place, unless equal content is there already. */
  const keep = async (file: string, { sha256 }: StoredBlob): Promise<void> => {
    if (await claim(sha256)) {
      await rm(file, { force: true });
    } else {
      await publish(file, fileOf(sha256), folder);
    }
  };

  const drafts = await openLocalDrafts({ folder: join(folder, 'drafts'), publish: keep });

  return {
    claim,
    collect: collector.collect,
    idleSince: collector.idleSince,
    drafts,
    find,
    look,
    async put(content, { sha256: expected } = {}) {
      const draft = join(temporary, newId());
      try {
        const blob = await writeDraft(draft, content);
        if (expected && expected !== blob.sha256) {
          throw hashMismatch(blob.sha256, expected);
        }
        await keep(draft, blob);
        return blob;
      } catch (error) {
        throw asStorageError(error);
      } finally {
        await rm(draft, { force: true });
      }
    },
    async read(sha256, range = {}) {
      await collector.settled(sha256);
      const handle = await open(fileOf(sha256)).catch(ifMissing);
      if (!handle) {
        throw missing(sha256);
      }
      return handle.createReadStream(range);
    },
    async localFile(sha256) {
      const file = fileOf(sha256);
      await access(file, constants.R_OK).catch(() => {
        throw missing(sha256);
      });
      return file;
    }
  };
}

async function writeDraft(file: string, content: Readable): Promise<StoredBlob> {
  const hash = createHash('sha256');
  let size = 0;
  const handle = await open(file, 'wx', 0o600);
  try {
    for await (const chunk of content as AsyncIterable<Uint8Array>) {
      hash.update(chunk);
      await handle.writeFile(chunk);
      size += chunk.byteLength;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest('hex'), size };
}
