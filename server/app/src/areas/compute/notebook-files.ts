import { readdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
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

const isLeftOut = (name: string): boolean => name.startsWith('.') || LEFT_OUT.has(name);

/**
 * A folder whose files may be sent, and that in which all lie, both without links on their way; undefined:
 * it lies elsewhere, or is hidden.
 */
export async function sentFrom(
  folder: string,
  files: string
): Promise<{ folder: string; files: string } | undefined> {
  try {
    const [real, top] = [await realpath(folder), await realpath(files)];
    const steps = relative(top, real).split('/'); // what lies outside begins with `..`
    return steps.some(isLeftOut) ? undefined : { folder: real, files: top };
  } catch {
    return undefined; // there is none
  }
}

async function filesOf(folder: string, found: Found[] = []): Promise<Found[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (isLeftOut(entry.name) || found.length >= MOST_FILES) {
      continue;
    }
    if (entry.isDirectory()) {
      await filesOf(path, found);
    } else if (entry.isFile()) {
      const state = await stat(path).catch(() => undefined); // it may be gone by now
      if (state) {
        const { mtimeMs, size } = state;
        found.push({ path, size, state: `${Math.floor(mtimeMs)} ${size}` });
      }
    }
  }
  return found;
}

/** One that cannot be read counts as none: then all is sent. */
async function readRecord(path: string): Promise<Record<string, string>> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
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
  const known = await readRecord(place.record);
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
    async sent() {
      const draft = `${place.record}.draft`;
      await writeFile(draft, JSON.stringify({ ...known, ...Object.fromEntries(states) }));
      await rename(draft, place.record);
    }
  };
}

/** Folders from `top` down to one, both included. */
function parentsOf(folder: string, top: string): string[] {
  const steps = relative(top, folder).split('/').filter(Boolean);
  return [top, ...steps.map((_, place) => join(top, ...steps.slice(0, place + 1)))];
}
