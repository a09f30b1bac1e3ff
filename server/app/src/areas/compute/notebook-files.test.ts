import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpack } from '../../tar.ts';
import { notebookFiles, sentFrom } from './notebook-files.ts';

describe('files that are sent with a kernel', () => {
  let home: string;
  let files: string;

  beforeEach(async () => {
    home = await realpath(await mkdtemp(join(tmpdir(), 'atelier-home-')));
    files = join(home, 'files');
    for (const name of ['.ssh', 'files/project/.git', 'files/node_modules', 'filesystem']) {
      await mkdir(join(home, name), { recursive: true });
    }
    await symlink(join(home, '.ssh'), join(files, 'keys'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it.each(['files', 'files/project', 'files/project/../project'])('lie in %s', async name => {
    const { folder } = (await sentFrom(`${home}/${name}`, files))!;
    expect(folder).toBe(join(home, name));
  });

  it.each([
    ...['files/../.ssh', 'files/project/../../.ssh', 'filesystem', 'files/keys'],
    ...['files/project/.git', 'files/node_modules', 'files/none', '']
  ])('never lie in “%s”', async name => {
    expect(await sentFrom(`${home}/${name}`, files)).toBeUndefined();
  });

  it('are never hidden ones of a home that is served as a whole', async () => {
    expect(await sentFrom(join(home, '.ssh'), home)).toBeUndefined();
    expect(await sentFrom(join(files, 'project', '.git'), home)).toBeUndefined();
  });

  it('are sent once, and all of them when the record cannot be read', async () => {
    const folder = join(files, 'project');
    const record = join(home, 'sent.json');
    await writeFile(join(folder, 'data.csv'), 'a\n');
    async function send(): Promise<string | undefined> {
      const place = { folder, files, target: '/notebooks', record };
      const { archive, sent } = await notebookFiles(place, { uid: 1, gid: 1 });
      const target = await mkdtemp(join(home, 'target-'));
      await unpack(archive, target);
      await sent();
      const found = join(target, 'notebooks', 'project', 'data.csv');
      return readFile(found, 'utf8').catch(() => undefined);
    }
    expect(await send()).toBe('a\n');
    expect(await send()).toBeUndefined();
    await writeFile(record, '{"project/da');
    expect(await send()).toBe('a\n');
  });
});
