import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { AtelierError } from '@atelier-ml/api';
import { newId } from '../../identity.ts';
import type { Storage, StoredBlob } from './storage.ts';

/**
 * Blobs as files `aa/bb/<sha256>` below a folder. A blob gets its name only when it is whole and
 * on the disk; what a crash has left half-written lies in `tmp` and is swept at the next start.
 */
export async function openLocalStorage(folder: string): Promise<Storage> {
  const temporary = join(folder, 'tmp');
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  const fileOf = (sha256: string): string =>
    join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);

  const find = async (sha256: string): Promise<StoredBlob | undefined> => {
    const found = await stat(fileOf(sha256)).catch(ifMissing);
    return found && { sha256, size: found.size };
  };

  return {
    find,
    async put(content, { sha256: expected } = {}) {
      const draft = join(temporary, newId());
      try {
        const blob = await writeDraft(draft, content);
        if (expected && expected !== blob.sha256) {
          throw new AtelierError(
            'hash-mismatch',
            `The content has the SHA-256 ${blob.sha256}, not ${expected}.`,
            { remedy: 'Send the content again: it was changed or cut on its way.' }
          );
        }
        if (!(await find(blob.sha256))) {
          await publish(draft, fileOf(blob.sha256), folder);
        }
        return blob;
      } catch (error) {
        throw asStorageError(error);
      } finally {
        await rm(draft, { force: true });
      }
    },
    async read(sha256, range = {}) {
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

/** Gives the draft its name; the folders are synced too, else a power cut could forget it. */
async function publish(draft: string, file: string, root: string): Promise<void> {
  const folder = dirname(file);
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  await rename(draft, file);
  await syncFolder(folder);
  if (made) {
    await syncFolder(dirname(folder));
    await syncFolder(root);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') {
    throw error;
  }
}

function missing(sha256: string): AtelierError {
  return new AtelierError('not-found', `There is no stored content with the SHA-256 ${sha256}.`, {
    remedy: 'Upload it first.'
  });
}

function asStorageError(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') {
    return error;
  }
  return new AtelierError('storage-full', 'The disk that holds the data folder is full.', {
    remedy: 'Free some space there; nothing of this upload was kept.',
    cause: error
  });
}
