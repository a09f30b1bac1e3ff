import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { AtelierError } from '@atelier-ml/api';
import ignore from 'ignore';
import { addFile, tarOf } from './tar.ts';

const IGNORE_FILE = '.atelierignore';
const NEVER = ['.git', 'node_modules', '.venv', '__pycache__', '.ipynb_checkpoints', '*.pyc'];
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
  return tarOf(async archive => {
    for (const { isProgram, path, size } of files) {
      const mode = isProgram ? 0o755 : 0o644;
      await addFile(archive, join(folder, path), { name: path, size, mode, mtime: new Date(0) });
    }
  });
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
