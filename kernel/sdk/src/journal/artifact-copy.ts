import { createHash, randomUUID } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A copy of an artifact that waits to be sent. */
export interface ArtifactCopy {
  sha256: string;
  /** In bytes. */
  size: number;
}

/** Copies a file or bytes into a folder under the name of their SHA-256, with constant memory. */
export async function copyArtifact(
  source: string | Uint8Array,
  folder: string
): Promise<ArtifactCopy> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `${randomUUID()}.part`);
  const hash = createHash('sha256');
  let size = 0;
  const measure = new Transform({
    transform(chunk: Uint8Array, _, done) {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    }
  });
  try {
    await pipeline(
      typeof source === 'string' ? createReadStream(source) : Readable.from(slices(source)),
      measure,
      createWriteStream(temporary, { mode: 0o600 })
    );
    const sha256 = hash.digest('hex');
    await rename(temporary, join(folder, sha256));
    return { sha256, size };
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The same at once, for what is small: it is kept when the call returns. */
export function copyBytesNow(bytes: Uint8Array, folder: string): ArtifactCopy {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `${randomUUID()}.part`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  try {
    writeFileSync(temporary, bytes, { mode: 0o600 });
    renameSync(temporary, join(folder, sha256));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return { sha256, size: bytes.length };
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  const length = 1024 * 1024;
  for (let start = 0; start < bytes.length; start += length) {
    yield bytes.subarray(start, start + length);
  }
}
