import { mkdtemp, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@atelier-ml/api';
import { buildRunWithFiles, clientOver, hashOf, runCli, startProcess } from '../testing/index.ts';
import type { ServerProcess } from '../testing/index.ts';

jest.setTimeout(120_000);

const params = { workspace: 'default' };
let data: string;
let server: ServerProcess;
let client: Client;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'atelier-trash-'));
  await serve();
});
afterEach(async () => {
  server.kill('SIGKILL');
  await server.exit;
  await rm(data, { recursive: true, force: true });
});

async function serve(): Promise<void> {
  server = startProcess(['server', '--data', data, '--listen', `unix:${join(data, 's')}`]);
  await server.line;
  client = clientOver(join(data, 's'), (await readFile(join(data, 'token'), 'utf8')).trim());
}

const cli = (...args: string[]) => runCli([...args, '--data', data]);
const json = async <T = Record<string, unknown>>(...args: string[]): Promise<T> => {
  const { code, stderr, stdout } = await cli(...args, '--json');
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as T;
};

/** As if the contents had been stored some hours ago. */
async function age(texts: string[]): Promise<void> {
  const then = new Date(Date.now() - 5 * 3_600_000);
  for (const text of texts) {
    const sha256 = hashOf(text);
    const file = join(data, 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
    await utimes(file, then, then);
  }
}

it('lists, gives back, previews and empties the trash, and frees what is left', async () => {
  const run = await buildRunWithFiles({ client }, ['hello']);
  await cli('runs', 'delete', run);
  expect(await json('trash', 'list')).toMatchObject({ total: 1, items: [{ id: run, size: 5 }] });
  expect((await cli('trash', 'list')).stdout).toMatch(/run +.*training +5 B/);
  expect(await json('trash', 'restore', run)).toEqual({ restored: 1, refused: [] });
  const none = await cli('trash', 'preview', run);
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('There is no')]);
  await cli('runs', 'delete', run);
  await age(['hello']);
  expect((await cli('trash', 'preview', run)).stdout).toMatch(/freed +5 B in 1 contents/);
  const asked = await cli('trash', 'empty');
  expect([asked.code, asked.stderr]).toEqual([1, expect.stringContaining('no way back')]);
  expect(await json('trash', 'empty', run, '--yes')).toMatchObject({
    state: 'finished',
    runs: 1,
    freed: { count: 1, bytes: 5 }
  });
  expect(await json('gc', '--preview')).toMatchObject({ freed: { count: 0 }, missing: 0 });
  expect(await json('gc')).toMatchObject({ state: 'finished', freed: { count: 0 } });
  expect(await json('trash', 'collections')).toMatchObject({ items: [{}, { runs: 1 }] });
  expect(await json('trash', 'retention', '7')).toEqual({ days: 7 });
  expect(await json('trash', 'retention', 'forever')).toEqual({ days: null });
  expect((await cli('trash', 'retention', 'soon')).code).toBe(1);
});

it('leaves nothing dangling when the server is killed in the middle', async () => {
  const texts = Array.from({ length: 400 }, (_, index) => `content ${index}`);
  const kept = await buildRunWithFiles({ client }, texts.slice(0, 20), 'kept');
  for (let index = 0; index < 4; index++) {
    const run = await buildRunWithFiles({ client }, texts.slice(index * 100, index * 100 + 100));
    await client.runs.delete({ params: { ...params, run } });
  }
  await age(texts);
  await client.trash.collect({ params, body: { selection: { type: 'all' } } });
  server.kill('SIGKILL');
  await server.exit;
  await serve();
  const [last] = (await client.trash.collections({ params })).items;
  expect(last!.state).toMatch(/^(interrupted|finished)$/);
  expect(await json('gc', '--preview')).toMatchObject({ missing: 0 });
  await json('trash', 'empty', '--yes');
  expect(await json('gc', '--preview')).toMatchObject({
    missing: 0,
    freed: { count: 0 },
    kept: { count: 20 }
  });
  for (const index of [0, 19]) {
    const place = { params: { ...params, run: kept, path: `file-${index}.txt` } };
    expect(await (await client.runs.artifact(place)).text()).toBe(texts[index]);
  }
});
