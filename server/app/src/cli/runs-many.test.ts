import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildRunLogger,
  clientOver,
  end,
  metric,
  runCli,
  start,
  startProcess
} from '../testing/index.ts';
import type { ServerProcess } from '../testing/index.ts';

jest.setTimeout(120_000);

let data: string;
let server: ServerProcess;
const runs: string[] = [];
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'atelier-runs-'));
  server = startProcess(['server', '--data', data, '--listen', `unix:${join(data, 's')}`]);
  await server.line;
  const token = (await readFile(join(data, 'token'), 'utf8')).trim();
  const client = clientOver(join(data, 's'), token);
  for (const [index, model] of ['forest', 'forest', 'tree'].entries()) {
    const logger = buildRunLogger({ client });
    await logger.log(
      start('churn', { name: `${model} ${index}` }),
      { type: 'param', key: 'model', value: model },
      metric('auc', 0.5 + index / 10, 1),
      { type: 'log', stream: 'stdout', text: `line of ${index}\n` },
      { type: 'log', stream: 'stderr', text: 'a warning\n' },
      {
        type: 'cell',
        cell: { cellId: 'c', source: '1', sourceHash: 'a'.repeat(64), executionCount: 1, at: 1 }
      },
      end()
    );
    runs.push(logger.run);
  }
});
afterAll(async () => {
  server.kill('SIGTERM');
  await server.exit;
  await rm(data, { recursive: true, force: true });
});

const cli = (...args: string[]) => runCli([...args, '--data', data]);
const json = async (...args: string[]): Promise<Record<string, unknown>> => {
  const { code, stderr, stdout } = await cli(...args, '--json');
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Record<string, unknown>;
};

it('tags, deletes and restores the runs that a filter finds', async () => {
  const forests = ['--filter', 'params.model = "forest"'];
  expect(await json('runs', 'bulk', 'tag', ...forests, '--set', 'stage=old')).toEqual({
    changed: 2,
    refused: []
  });
  expect(await json('runs', 'bulk', 'delete', '--filter', 'tags.stage = "old"')).toMatchObject({
    changed: 2
  });
  expect(await json('runs', 'list')).toMatchObject({ total: 1 });
  expect(await json('runs', 'bulk', 'restore', '--experiment', 'churn')).toMatchObject({
    changed: 2
  });
  expect(await json('runs', 'bulk', 'tag', runs[0]!, '--remove', 'stage')).toMatchObject({
    changed: 1
  });
});

it('changes nothing when it is not said what is meant', async () => {
  const { code, stderr } = await cli('runs', 'bulk', 'delete');
  expect([code, stderr]).toEqual([1, expect.stringContaining('not said which runs')]);
  expect((await cli('runs', 'bulk', 'burn', runs[0]!)).code).toBe(1);
});

it('groups runs with figures, and lists the names that they use', async () => {
  const { stdout } = await cli('runs', 'groups', '--by', 'params.model', '--metric', 'auc');
  expect(stdout).toMatch(/forest +2 +0\.55 ± 0\.07/);
  expect(stdout).toMatch(/tree +1 +0\.7/);
  expect((await cli('runs', 'keys', '--prefix', 'mo')).stdout).toMatch(/param +model/);
});

it('shows points of several runs, and the runs of a cell', async () => {
  expect(await json('runs', 'histories', ...runs, '--key', 'auc')).toMatchObject({
    series: expect.arrayContaining([expect.objectContaining({ run: runs[2], values: [0.7] })])
  });
  expect((await cli('runs', 'of-cells', 'c')).stdout.match(/finished/g)).toHaveLength(3);
});

it('renames and tags a run, and shows what it has written', async () => {
  await json('runs', 'update', runs[2]!, '--name', 'oak', '--tag', 'a=1');
  expect(await json('runs', 'update', runs[2]!, '--tag', 'b=2')).toMatchObject({
    name: 'oak',
    tags: { a: '1', b: '2' }
  });
  expect((await cli('runs', 'log', runs[1]!)).stdout).toBe('line of 1\na warning\n');
  const errors = await cli('runs', 'log', runs[1]!, '--stream', 'stderr');
  expect(errors.stdout).toBe('a warning\n');
  const file = join(data, 'log.txt');
  await json('runs', 'log', runs[1]!, '--output', file);
  expect(await readFile(file, 'utf8')).toContain('line of 1');
});
