import { createHash } from 'node:crypto';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Header, Pack } from 'tar-stream';
import type { Bundle } from '../../drivers/compute/index.ts';
import { addFile, tarOf } from '../../tar.ts';

/** Where engines elsewhere have Node and the programs. */
export const LENT = '/opt/atelier';
/** What of the programs runs in containers. */
const PARTS = ['kernel', 'node_modules', 'python'];
/** What a container elsewhere consists of, and what passes on to it. */
export const AGENT = 'agent.mjs';

/** What a Python that runs there makes of its programs. */
const BYTECODE = '/__pycache__';

export interface Entry {
  /** In the archive, without a slash before it. */
  name: string;
  path: string;
}

/** Files, folders and links below a folder, folders before what is in them. */
export async function entriesOf(folder: string, name: string): Promise<Entry[]> {
  const found: Entry[] = [{ name, path: folder }];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const inside = { name: `${name}/${entry.name}`, path: join(folder, entry.name) };
    found.push(...(entry.isDirectory() ? await entriesOf(inside.path, inside.name) : [inside]));
  }
  return found;
}

/** Adds one of them to an archive; links stay links. */
export async function addEntry(
  archive: Pack,
  { name, path }: Entry,
  more: Pick<Header, 'uid' | 'gid'>
): Promise<void> {
  const stats = await lstat(path);
  const header = { name, mode: stats.mode & 0o777, ...more };
  if (stats.isDirectory()) {
    archive.entry({ ...header, type: 'directory' });
  } else if (stats.isSymbolicLink()) {
    archive.entry({ ...header, type: 'symlink', linkname: await readlink(path) });
  } else if (stats.isFile()) {
    await addFile(archive, path, { ...header, size: stats.size });
  }
}

/** Node, the kernel and the packages of cells and of Python, as containers elsewhere find them. */
export async function lentBundle(programs: string): Promise<Bundle> {
  const parts = await Promise.all(PARTS.map(part => entriesOf(join(programs, part), part)));
  const entries: Entry[] = [
    { name: 'bin/node', path: process.execPath },
    { name: AGENT, path: join(programs, AGENT) },
    ...parts.flat().filter(({ name }) => !name.includes(BYTECODE))
  ];
  const hash = createHash('sha256').update(process.version);
  for (const { name, path } of entries) {
    const found = await lstat(path);
    // Of a folder the time is that of what comes and goes in it.
    const more = found.isDirectory() ? '' : ` ${found.size} ${Math.floor(found.mtimeMs)}`;
    hash.update(`${name}${more}\n`);
  }
  return {
    key: hash.digest('hex'),
    target: LENT,
    content: () =>
      tarOf(async archive => {
        for (const entry of entries) {
          await addEntry(archive, entry, { uid: 0, gid: 0 });
        }
      })
  };
}
