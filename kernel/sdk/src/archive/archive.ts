import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AtelierError } from '@atelier-ml/api';
import ignore from 'ignore';
import { tarBytes, tarEnd, tarFile } from './tar.ts';

const IGNORE_FILE = '.atelierignore';
const NEVER = ['.git', 'node_modules', '.venv', '__pycache__', '.ipynb_checkpoints', '*.pyc'];
const FILE = 0o644;
const PROGRAM = 0o755;
const MOST_FILES = 20_000;
const MOST_BYTES = 500 * 2 ** 20;

interface Found {
  path: string;
  size: number;
  isProgram: boolean;
}

/**
 * A folder as a tar archive, without what `.atelierignore` in it names (as `.gitignore` does) and
 * without what is no code. Equal content gives equal bytes.
 * @throws AtelierError `invalid-input`, `too-large` beyond 20,000 files or 500 MiB
 */
export async function archiveOf(folder: string): Promise<Readable> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new AtelierError('invalid-input', `There is no folder ${folder}.`, {
      remedy: 'Name the folder that holds the code.',
      fields: [{ path: 'body.code.folder', message: 'does not exist' }]
    });
  }
  const files = await find(folder);
  return Readable.from(partsOf(folder, files), { objectMode: false });
}

/** The same of files by their path within it. */
export function archiveOfFiles(files: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const entries = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([
    ...entries.map(([path, content]) => tarBytes(content, { path, mode: FILE })),
    tarEnd()
  ]);
}

async function* partsOf(folder: string, files: Found[]): AsyncGenerator<Uint8Array> {
  for (const { isProgram, path, size } of files) {
    yield* tarFile(join(folder, path), { path, size, mode: isProgram ? PROGRAM : FILE });
  }
  yield tarEnd();
}

async function find(folder: string): Promise<Found[]> {
  const own = await readFile(join(folder, IGNORE_FILE), 'utf8').catch(() => '');
  const ignored = ignore().add(NEVER).add(own);
  const found: Found[] = [];
  let bytes = 0;

  async function walk(within: string): Promise<void> {
    const entries = await readdir(join(folder, within), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = within ? `${within}/${entry.name}` : entry.name;
      if (entry.isDirectory() && !ignored.ignores(`${path}/`)) {
        await walk(path);
      } else if (entry.isFile() && !ignored.ignores(path)) {
        const { mode, size } = await stat(join(folder, path));
        bytes += size;
        found.push({ path, size, isProgram: (mode & 0o100) !== 0 });
      }
      if (found.length > MOST_FILES || bytes > MOST_BYTES) {
        tooLarge(folder);
      }
    }
  }

  await walk('');
  return found;
}

function tooLarge(folder: string): never {
  throw new AtelierError('too-large', `The folder ${folder} is no code alone.`, {
    remedy: `It may hold 20,000 files and 500 MiB: name the rest in its ${IGNORE_FILE}, and use datasets as inputs.`,
    fields: [{ path: 'body.code.folder', message: 'is too large' }]
  });
}
