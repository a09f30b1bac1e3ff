import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli, startProcess } from '../testing/index.ts';
import type { ServerProcess } from '../testing/index.ts';

jest.setTimeout(60_000);

let folder: string;
let server: ServerProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-views-'));
  server = startProcess(['server', '--data', folder, '--listen', `unix:${join(folder, 's')}`]);
  await server.line;
});
afterAll(async () => {
  server.kill('SIGTERM');
  await server.exit;
  await rm(folder, { recursive: true, force: true });
});

const cli = (...args: string[]) => runCli([...args, '--data', folder]);
const json = async (...args: string[]): Promise<Record<string, unknown>> => {
  const { code, stderr, stdout } = await cli(...args, '--json');
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Record<string, unknown>;
};

describe('atelier views', () => {
  it('takes a view from one workspace to another as a file', async () => {
    await cli('experiments', 'create', 'churn');
    const state = { filter: 'metrics.auc > 0.8', columns: ['auc'] };
    const saved = await json(
      ...['views', 'save', 'best', '--experiment', 'churn', '--state', JSON.stringify(state)]
    );
    expect(saved).toMatchObject({ name: 'best', page: 'experiment', state });
    const file = join(folder, 'best.json');
    await json('views', 'export', 'best', '--output', file);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      kind: 'atelier-view',
      formatVersion: 1,
      name: 'best',
      page: 'experiment',
      experiment: 'churn',
      state
    });
    expect((await cli('views', 'export', 'best', '--output', file)).code).toBe(1);

    await cli('workspaces', 'create', 'lab');
    const lab = ['--workspace', 'lab'];
    const early = await cli('views', 'import', file, ...lab);
    expect([early.code, early.stderr]).toEqual([1, expect.stringContaining('no experiment')]);
    await cli('experiments', 'create', 'churn', ...lab);
    expect(await json('views', 'import', file, ...lab)).toMatchObject({ name: 'best', state });
    expect(await json('views', 'list', ...lab)).toMatchObject({ total: 1 });
    expect((await json('views', 'get', 'best', ...lab)).subject).not.toBe(saved.subject);
  });

  it('saves a view anew under its name, and deletes it', async () => {
    const save = (state: string) =>
      json('views', 'save', 'all', '--page', 'comparison', '--state', state);
    const first = await save('{"a":1}');
    expect(await save('{"a":2}')).toMatchObject({ id: first.id, state: { a: 2 } });
    await json('views', 'delete', 'all', '--page', 'comparison');
    expect((await cli('views', 'get', 'all')).code).toBe(1);
  });

  it('says what is wrong with a file that holds no view', async () => {
    const file = join(folder, 'other.json');
    await writeFile(file, '{"kind":"something"}');
    const { code, stderr } = await cli('views', 'import', file);
    expect([code, stderr]).toEqual([1, expect.stringContaining('holds no saved view')]);
  });
});
