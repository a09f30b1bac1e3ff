import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
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

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  const length = 1024 * 1024;
  for (let start = 0; start < bytes.length; start += length) {
    yield bytes.subarray(start, start + length);
  }
}

const mediaTypes: Record<string, string> = {
  '.csv': 'text/csv',
  '.html': 'text/html',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.json': 'application/json',
  '.jsonl': 'application/jsonl',
  '.md': 'text/markdown',
  '.onnx': 'application/onnx',
  '.parquet': 'application/vnd.apache.parquet',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain'
};

export const mediaTypeOf = (path: string): string =>
  mediaTypes[extname(path).toLowerCase()] ?? 'application/octet-stream';

/** A path as the server takes it: relative, with forward slashes, without steps upwards. */
export const toArtifactPath = (name: string): string =>
  name
    .split(/[\\/]+/)
    .filter(part => part !== '' && part !== '.' && part !== '..')
    .join('/')
    .slice(0, 1024);
