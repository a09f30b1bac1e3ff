import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { archiveOf } from './snapshot.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-snapshot-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(path: string, text = path): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), text);
}

async function namesOf(): Promise<string[]> {
  const names: string[] = [];
  const entries = extract();
  entries.on('entry', ({ mode, name }, stream, next) => {
    names.push(`${name} ${mode!.toString(8)}`);
    stream.resume();
    stream.on('end', next);
  });
  await pipeline(await archiveOf(folder), entries);
  return names;
}

describe('the archive of a folder', () => {
  it('holds code, and leaves out what is none or is told to be left out', async () => {
    for (const path of ['a.py', 'src/b.ts', 'node_modules/x/i.js', '.git/HEAD', 'data/big.csv']) {
      await write(path);
    }
    await write('run.sh');
    await chmod(join(folder, 'run.sh'), 0o755);
    await write('.atelierignore', 'data/\n');
    expect(await namesOf()).toEqual([
      '.atelierignore 644',
      'a.py 644',
      'run.sh 755',
      'src/b.ts 644'
    ]);
  });

  it('has the same bytes whenever the content is the same', async () => {
    await write('a.py');
    await write('empty', '');
    const first = await buffer(await archiveOf(folder));
    await utimes(join(folder, 'a.py'), 1, 1);
    expect(await buffer(await archiveOf(folder))).toEqual(first);
  });

  it('refuses what is no folder', async () => {
    await expect(archiveOf(join(folder, 'none'))).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
