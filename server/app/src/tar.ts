import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, pack } from 'tar-stream';
import type { Header, Pack } from 'tar-stream';

/** A tar archive that is filled while it is read. */
export function tarOf(fill: (archive: Pack) => Promise<void> | void): Readable {
  const archive = pack();
  (async () => fill(archive))().then(
    () => archive.finalize(),
    (error: Error) => archive.destroy(error)
  );
  return Readable.from(archive);
}

/** Adds the content of a file; one that grows meanwhile is taken as long as its header says. */
export async function addFile(
  archive: Pack,
  path: string,
  header: Partial<Header> & { name: string; size: number }
): Promise<void> {
  if (header.size) {
    await pipeline(createReadStream(path, { end: header.size - 1 }), archive.entry(header));
  } else {
    archive.entry(header, '');
  }
}

/** Files and folders of a tar archive; nothing of it can come to lie outside. */
export async function unpack(archive: Readable, folder: string): Promise<void> {
  const entries = extract();
  entries.on('entry', (header, stream, next) => {
    const place = normalize(join(folder, header.name));
    const isInside = place === folder || place.startsWith(folder + sep);
    const make = async (): Promise<void> => {
      if (isInside && header.type === 'directory') {
        await mkdir(place, { recursive: true });
      } else if (isInside && header.type === 'file') {
        await mkdir(dirname(place), { recursive: true });
        const mode = ((header.mode ?? 0) & 0o111) !== 0 ? 0o700 : 0o600;
        await pipeline(stream, createWriteStream(place, { mode }));
        return;
      }
      stream.resume();
    };
    make().then(() => next(), next);
  });
  await pipeline(archive, entries);
}

/** Whether a tar archive has a file at a path. */
export async function holdsFile(archive: Readable, path: string): Promise<boolean> {
  const wanted = normalize(path);
  let isFound = false;
  const entries = extract();
  entries.on('entry', ({ name, type }, stream, next) => {
    isFound ||= type === 'file' && normalize(name) === wanted;
    stream.on('end', next).resume();
  });
  await pipeline(archive, entries);
  return isFound;
}
