import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Readable } from 'node:stream';
import { addFile, tarOf } from '../../tar.ts';

const MIB = 2 ** 20;
/** What is sent with a kernel at most: of one file, and of all together. */
const LARGEST = 16 * MIB;
const MOST = 64 * MIB;
const MOST_FILES = 2_000;
const LEFT_OUT = new Set(['node_modules', '__pycache__']);

interface Found {
  path: string;
  size: number;
  /** When it was changed, and its size: another one is another file. */
  state: string;
}

async function filesOf(folder: string, found: Found[] = []): Promise<Found[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || LEFT_OUT.has(entry.name) || found.length >= MOST_FILES) {
      continue;
    }
    if (entry.isDirectory()) {
      await filesOf(path, found);
    } else if (entry.isFile()) {
      const { mtimeMs, size } = await stat(path);
      found.push({ path, size, state: `${Math.floor(mtimeMs)} ${size}` });
    }
  }
  return found;
}

/**
 * Files beside a notebook that a container elsewhere does not have as they are: what was changed there, and
 * not here, stays.
 * @param record where it is noted what was sent
 */
export async function notebookFiles(
  place: { folder: string; files: string; target: string; record: string },
  user: { uid: number; gid: number }
): Promise<{ archive: Readable; sent: () => Promise<void> }> {
  const known = JSON.parse(await readFile(place.record, 'utf8').catch(() => '{}')) as Record<
    string,
    string
  >;
  let room = MOST;
  const wanted = (await filesOf(place.folder)).filter(({ size }) => {
    const fits = size <= LARGEST && size <= room;
    room -= fits ? size : 0;
    return fits;
  });
  const nameOf = (path: string) => relative(place.files, path);
  const changed = wanted.filter(({ path, state }) => known[nameOf(path)] !== state);
  const top = join(place.target, nameOf(place.folder));
  const archive = tarOf(async pack => {
    for (const name of parentsOf(top, place.target)) {
      pack.entry({ name, type: 'directory', mode: 0o755, ...user });
    }
    const made = new Set<string>();
    for (const { path, size } of changed) {
      const name = join(place.target, nameOf(path));
      for (const parent of parentsOf(join(name, '..'), top).filter(each => !made.has(each))) {
        made.add(parent);
        pack.entry({ name: parent, type: 'directory', mode: 0o755, ...user });
      }
      await addFile(pack, path, { name, size, mode: 0o644, mtime: new Date(), ...user });
    }
  });
  const states = changed.map(({ path, state }): [string, string] => [nameOf(path), state]);
  return {
    archive,
    sent: () => writeFile(place.record, JSON.stringify({ ...known, ...Object.fromEntries(states) }))
  };
}

/** Folders from `top` down to one, both included. */
function parentsOf(folder: string, top: string): string[] {
  const steps = relative(top, folder).split('/').filter(Boolean);
  return [top, ...steps.map((_, place) => join(top, ...steps.slice(0, place + 1)))];
}
