import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ContextFile } from '../images.ts';
import { tarEnd, tarHeader, tarPadding } from './tar.ts';

const FILE = 0o644;

/** The context of a build as the archive that the engine takes. */
export function contextArchive(files: ContextFile[]): Readable {
  return Readable.from(partsOf(files), { objectMode: false });
}

async function* partsOf(files: ContextFile[]): AsyncGenerator<Buffer> {
  for (const file of files) {
    if ('source' in file) {
      yield* partsFrom(file.path, file.source);
    } else {
      const bytes = Buffer.from(file.content);
      const size = bytes.byteLength;
      yield tarHeader({ path: file.path, size, mode: file.mode ?? FILE });
      yield bytes;
      yield tarPadding(size);
    }
  }
  yield tarEnd();
}

async function* partsFrom(path: string, source: string): AsyncGenerator<Buffer> {
  const found = await lstat(source);
  if (found.isSymbolicLink()) {
    yield tarHeader({ path, size: 0, mode: 0o777, link: await readlink(source) });
  } else if (found.isDirectory()) {
    for (const child of (await readdir(source)).sort()) {
      yield* partsFrom(join(path, child), join(source, child));
    }
  } else if (found.isFile()) {
    const { mode, size } = found;
    yield tarHeader({ path, size, mode: mode & 0o777 });
    if (size > 0) {
      // No more than was announced, should the file grow meanwhile.
      yield* createReadStream(source, { end: size - 1 }) as AsyncIterable<Buffer>;
    }
    yield tarPadding(size);
  }
}
