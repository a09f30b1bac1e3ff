import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { archiveOf, archiveOfFiles } from './index.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-archive-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(path: string, text = path): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), text);
}

/** Mode and path of each entry, as the system's own program reads them. */
function entriesOf(archive: Uint8Array): string[] {
  const lines = execFileSync('tar', ['-tvf', '-', '--quoting-style=literal'], { input: archive });
  return lines
    .toString()
    .trimEnd()
    .split('\n')
    .map(line => line.replace(/^(\S+) .*? \d\d:\d\d /, '$1 '));
}

describe('the archive of a folder', () => {
  it('holds code, and leaves out what is none or is told to be left out', async () => {
    for (const path of ['a.py', 'src/b.ts', 'node_modules/x/i.js', '.git/HEAD', 'data/big.csv']) {
      await write(path);
    }
    await write('run.sh');
    await chmod(join(folder, 'run.sh'), 0o755);
    await write('.atelierignore', 'data/\n');
    expect(entriesOf(await buffer(await archiveOf(folder)))).toEqual([
      '-rw-r--r-- .atelierignore',
      '-rw-r--r-- a.py',
      '-rwxr-xr-x run.sh',
      '-rw-r--r-- src/b.ts'
    ]);
  });

  it('has the same bytes whenever the content is the same', async () => {
    await write('a.py');
    await write('empty', '');
    const first = await buffer(await archiveOf(folder));
    await utimes(join(folder, 'a.py'), 1, 1);
    expect(await buffer(await archiveOf(folder))).toEqual(first);
  });

  it('keeps names of any length and language, and content as it is', async () => {
    const path = `${'deep/'.repeat(30)}größe 数据.txt`;
    const content = Buffer.from(Uint8Array.from({ length: 3_000 }, (_, index) => index % 256));
    const archive = archiveOfFiles({ [path]: content, 'a.ts': 'let a = "ä";' });
    execFileSync('tar', ['-xf', '-', '-C', folder], { input: archive });
    expect(await readFile(join(folder, path))).toEqual(content);
    expect(await readFile(join(folder, 'a.ts'), 'utf8')).toBe('let a = "ä";');
  });

  it('refuses what is no folder', async () => {
    await expect(archiveOf(join(folder, 'none'))).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
