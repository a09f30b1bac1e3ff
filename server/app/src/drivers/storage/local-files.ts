import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AtelierError } from '@atelier-ml/api';

/** Gives a file its lasting name; the folders are synced too, else a power cut could forget it. */
export async function publish(draft: string, file: string, root: string): Promise<void> {
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

export function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') {
    throw error;
  }
}

export function missing(sha256: string): AtelierError {
  return new AtelierError('not-found', `There is no stored content with the SHA-256 ${sha256}.`, {
    remedy: 'Upload it first.'
  });
}

export function hashMismatch(actual: string, expected: string): AtelierError {
  return new AtelierError(
    'hash-mismatch',
    `The content has the SHA-256 ${actual}, not ${expected}.`,
    { remedy: 'Send the content again: it was changed or cut on its way.' }
  );
}

export function asStorageError(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') {
    return error;
  }
  return new AtelierError('storage-full', 'The disk that holds the data folder is full.', {
    remedy: 'Free some space there; nothing of this upload was kept.',
    cause: error
  });
}
