import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { tarBytes, tarEnd, tarFile, tarLink } from '@atelier-ml/sdk/archive';
import type { ContextFile } from '../images.ts';

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
      yield tarBytes(file.content, { path: file.path, mode: file.mode ?? FILE });
    }
  }
  yield tarEnd();
}

async function* partsFrom(path: string, source: string): AsyncGenerator<Buffer> {
  const found = await lstat(source);
  if (found.isSymbolicLink()) {
    yield tarLink(path, await readlink(source));
  } else if (found.isDirectory()) {
    for (const child of (await readdir(source)).sort()) {
      yield* partsFrom(join(path, child), join(source, child));
    }
  } else if (found.isFile()) {
    const { mode, size } = found;
    yield* tarFile(source, { path, size, mode: mode & 0o777 });
  }
}
