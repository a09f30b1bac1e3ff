import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobDetail } from '@atelier-ml/api';
import { runCli, startProcess } from '../testing/index.ts';
import type { ServerProcess } from '../testing/index.ts';

jest.setTimeout(60_000);

let folder: string;
let server: ServerProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-jobs-'));
  const data = join(folder, 'data');
  server = startProcess(['server', '--data', data, '--listen', `unix:${join(folder, 's')}`]);
  await server.line;
});
afterAll(async () => {
  server.kill('SIGTERM');
  await server.exit;
  await rm(folder, { recursive: true, force: true });
});

const cli = (...args: string[]) => runCli(args, { ATELIER_DATA: join(folder, 'data') });

describe('atelier jobs', () => {
  it('follows a script to its end, whose exit code is its own', async () => {
    const script = join(folder, 'main.sh');
    await writeFile(script, 'cat ./words.txt; echo "$1 $ATELIER_PARAM_rate" >&2; exit 4');
    await writeFile(join(folder, 'words.txt'), 'from beside it\n');
    await writeFile(join(folder, '.atelierignore'), 'data\n');
    const { code, stderr, stdout } = await cli(
      ...['jobs', 'submit', '--script', script, '--param', 'rate=0.1', '--follow'],
      ...['--', '${{params.rate}}']
    );
    expect([code, stdout]).toEqual([4, 'from beside it\n']);
    expect(stderr).toMatch(/^job [0-9a-f]{32}\n0\.1 0\.1\nfailed: Exit code 4\.\n$/);
  });

  it('submits words as one command, and answers with the job', async () => {
    const { stdout } = await cli('jobs', 'submit', '--json', '--', 'echo', 'two  words');
    const job = JSON.parse(stdout) as JobDetail;
    expect(job.spec.program).toEqual({ type: 'command', command: "echo 'two  words'" });
    expect((await cli('jobs', 'follow', job.id)).stdout).toBe('two  words\n');
  });

  it('shows times with their zone, and what belongs together below each other', async () => {
    const submitted = await cli('jobs', 'submit', '--json', '--param', 'rate=1', '--', 'true');
    const { id } = JSON.parse(submitted.stdout) as JobDetail;
    const { stdout } = await cli('jobs', 'show', id);
    expect(stdout).toMatch(/^queuedAt: \d{4}-\d\d-\d\d \d\d:\d\d \S+$/m);
    expect(stdout).toMatch(/^spec:\n(?: {2}.*\n)*? {2}params:\n {4}rate: 1$/m);
    expect((await cli('jobs', 'list')).stdout).toMatch(/\d\d:\d\d [A-Z]{3}\S*/);
  });

  it('says before anything is sent what is no number, and which file there is not', async () => {
    expect(await cli('jobs', 'submit', '--timeout', 'x', '--', 'true')).toMatchObject({
      code: 1,
      stderr: '“x” is no number.\nGive --timeout a number.\n'
    });
    const missing = join(folder, 'none.py');
    expect(await cli('jobs', 'submit', '--script', missing)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`There is no file ${missing}.`)
    });
  });

  it('says what to do where there is nothing to run', async () => {
    const { code, stderr } = await cli('jobs', 'submit');
    expect([code, stderr]).toEqual([1, expect.stringContaining('--script FILE')]);
  });
});
