import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { clientOver, runCli, startProcess } from '../testing/index.ts';
import type { ServerProcess } from '../testing/index.ts';

jest.setTimeout(60_000);

let folder: string;
let data: string;
let started: ServerProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-cli-'));
  data = join(folder, 'data');
});
afterEach(async () => {
  started.forEach(server => server.kill('SIGKILL'));
  await Promise.all(started.map(server => server.exit));
  started = [];
  await rm(folder, { recursive: true, force: true });
});

function start(args: string[] = [], env: Record<string, string> = {}): ServerProcess {
  const usual = ['server', '--data', data, '--listen', `unix:${join(folder, 's')}`];
  const server = startProcess([...usual, ...args], env);
  started.push(server);
  return server;
}

async function expectFailure(server: ServerProcess, code: string, exitCode = 1): Promise<void> {
  const line = await server.line;
  expect(line).toMatchObject({ event: 'failed', error: { code } });
  expect(line.error!.message).toMatch(/^.{10,}\.$/s);
  expect(line.error!.remedy).toMatch(/^.{5,}\.$/s);
  const { code: actual, stdout } = await server.exit;
  expect(actual).toBe(exitCode);
  expect(stdout.trim().split('\n')).toHaveLength(1);
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false
  );
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('a server that hangs', () => {
  it('keeps no command waiting', async () => {
    const server = start();
    const { pid } = (await server.line) as { pid: number };
    process.kill(pid, 'SIGSTOP');
    try {
      const { code, stderr } = await runCli(['compute', 'list', '--data', data]);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^The Atelier server does not answer\.\n.*Try again/);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    expect((await runCli(['compute', 'list', '--data', data])).code).toBe(0);
  });
});

describe('atelier server', () => {
  it('says when it is ready, leaves its address for others, and stops in order', async () => {
    const server = start();
    const line = await server.line;
    expect(line).toEqual({
      event: 'ready',
      url: `unix:${join(folder, 's')}`,
      pid: expect.any(Number),
      version: expect.any(String)
    });
    expect(JSON.parse(await readFile(join(data, 'server.json'), 'utf8'))).toMatchObject({
      url: line.url,
      pid: line.pid,
      tokenFile: join(data, 'token')
    });
    expect(await modeOf(data)).toBe(0o700);
    expect(await modeOf(join(data, 'token'))).toBe(0o600);
    expect(await modeOf(join(data, 'server.json'))).toBe(0o600);
    expect(await modeOf(join(folder, 's'))).toBe(0o600);
    server.kill('SIGTERM');
    const { code, stderr } = await server.exit;
    expect(code).toBe(0);
    for (const record of stderr.trim().split('\n')) {
      expect(JSON.parse(record)).toMatchObject({ level: 'info' });
    }
    expect(await exists(join(data, 'server.json'))).toBe(false);
    expect(await exists(join(folder, 's'))).toBe(false);
  });

  it('stops when standard input ends, if it is told to', async () => {
    const server = start(['--stop-with-stdin']);
    await server.line;
    server.endInput();
    expect((await server.exit).code).toBe(0);
  });

  it('lets only one serve a data folder, and tells where that one is', async () => {
    const { url } = await start().line;
    const second = start(['--listen', `unix:${join(folder, 's2')}`]);
    await expectFailure(second, 'already-running', 75);
    expect((await second.line).error!.url).toBe(url);
  });

  it('starts again after it was killed, over its own stale lock and socket', async () => {
    const first = start();
    await first.line;
    first.kill('SIGKILL');
    await first.exit;
    expect(await exists(join(folder, 's'))).toBe(true);
    expect((await start().line).event).toBe('ready');
  });

  it('takes over a lock file that is none of ours', async () => {
    await mkdir(data);
    await writeFile(join(data, 'server.lock'), 'pid 4711 of another program '.repeat(100));
    expect((await start().line).event).toBe('ready');
  });

  it('says what to do about a database that is no database', async () => {
    await mkdir(data);
    await writeFile(join(data, 'atelier.db'), 'this is a text '.repeat(1_000));
    await expectFailure(start(), 'database-broken');
    expect(await readFile(join(data, 'atelier.db'), 'utf8')).toContain('this is a text');
  });

  it('finds damage in the database after a server that was killed', async () => {
    const first = start();
    await first.line;
    first.kill('SIGKILL');
    await first.exit;
    const file = join(data, 'atelier.db');
    const database = new DatabaseSync(file);
    database.exec('pragma wal_checkpoint(truncate)');
    database.close();
    const bytes = await readFile(file);
    bytes.fill(0xaa, 4_096, bytes.length - 4_096);
    await writeFile(file, bytes);
    await expectFailure(start(), 'database-broken');
  });

  it('leaves the database of a newer version alone', async () => {
    const first = start();
    await first.line;
    first.kill('SIGTERM');
    await first.exit;
    const database = new DatabaseSync(join(data, 'atelier.db'));
    database.exec(`insert into kysely_migration values ('9999-later', '2030-01-01')`);
    database.close();
    await expectFailure(start(), 'database-newer');
  });

  it('says what to do when the socket is taken or something else lies there', async () => {
    const socket = join(folder, 's');
    const other = createServer().listen(socket);
    await expectFailure(start(), 'socket-taken');
    await new Promise(resolve => other.close(resolve));
    await writeFile(socket, 'a file');
    await expectFailure(start(), 'socket-unusable');
    expect(await readFile(socket, 'utf8')).toBe('a file');
  });

  it('says what to do when the port is in use, and takes any free one if told 0', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await expectFailure(start(['--listen', `127.0.0.1:${port}`]), 'port-taken');
    other.close();
    const { url } = await start(['--listen', '127.0.0.1:0']).line;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('answers on a port only under the names of this machine', async () => {
    const { url } = await start(['--listen', '127.0.0.1:0']).line;
    const token = (await readFile(join(data, 'token'), 'utf8')).trim();
    const { port } = new URL(url!);
    const { request } = await import('node:http');
    const statusFor = (host: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const headers = { host, authorization: `Bearer ${token}` };
        request({ port, path: '/api/health', headers }, response => {
          response.resume();
          resolve(response.statusCode!);
        })
          .once('error', reject)
          .end();
      });
    expect(await statusFor(`localhost:${port}`)).toBe(200);
    expect(await statusFor('evil.example')).toBe(403);
  });

  it.each([
    [['--listen', '0.0.0.0:0'], {}, 'invalid-configuration'],
    [['--listen', 'somewhere'], {}, 'invalid-configuration'],
    [['--listen', '127.0.0.1:99999'], {}, 'invalid-configuration'],
    [['--listen', `unix:/${'x'.repeat(120)}`], {}, 'invalid-configuration'],
    [[], { ATELIER_LOG_LEVEL: 'loud' }, 'invalid-configuration'],
    [['--database', 'mysql://x'], {}, 'invalid-configuration'],
    [['--database', 'postgresql://u:secret@127.0.0.1:9/x'], {}, 'database-unreachable'],
    [['--data', '/dev/null'], {}, 'data-folder-unusable'],
    [['--data', '/proc/atelier'], {}, 'data-folder-unusable'],
    [['--token-file', '/proc/atelier/token'], {}, 'token-file-unusable']
  ])('stops before it does anything for %j %j', async (args, env, code) => {
    const server = start(args, env);
    await expectFailure(server, code);
    const { stderr, stdout } = await server.exit;
    expect(stdout + stderr).not.toContain('secret');
  });

  it('has the same socket for a data folder at each start', async () => {
    const run = async (): Promise<string> => {
      const server = startProcess(['server', '--data', data], { XDG_RUNTIME_DIR: folder });
      started.push(server);
      const { url } = await server.line;
      server.kill('SIGTERM');
      await server.exit;
      return url!;
    };
    const url = await run();
    expect(url).toMatch(/^unix:.*\/atelier-\d+-[0-9a-f]{8}\/s$/);
    expect(await run()).toBe(url);
    expect((await readdir(folder)).filter(name => name.startsWith('atelier-'))).toEqual([]);
  });
});

describe('the command line', () => {
  it('tells the state of the server and of the machine', async () => {
    const down = await runCli(['status', '--data', data]);
    expect([down.code, down.stderr]).toEqual([1, expect.stringContaining('No Atelier server')]);
    await start().line;
    const up = await runCli(['status', '--json', '--data', data]);
    expect(JSON.parse(up.stdout)).toMatchObject({ status: 'ok', database: 'sqlite' });
    const doctor = await runCli(['doctor', '--json', '--data', data]);
    const report = JSON.parse(doctor.stdout) as { checks: { name: string; state: string }[] };
    expect(Object.fromEntries(report.checks.map(({ name, state }) => [name, state]))).toEqual({
      'Node.js': 'ok',
      'data folder': 'ok',
      'free disk space': expect.any(String),
      'token file': 'ok',
      database: 'ok',
      lock: 'ok',
      server: 'ok',
      'ONNX Runtime': 'ok'
    });
  });

  it('finds what is wrong with a data folder and says what to do', async () => {
    await mkdir(data, { mode: 0o755 });
    await writeFile(join(data, 'atelier.db'), 'broken '.repeat(500));
    await writeFile(join(data, 'token'), 'x'.repeat(64), { mode: 0o644 });
    const { code, stdout } = await runCli(['doctor', '--data', data]);
    expect(code).toBe(1);
    expect(stdout).toContain('chmod 700');
    expect(stdout).toContain('chmod 600');
    expect(stdout).toMatch(/✗ database: .*damaged/);
  });

  it('works with workspaces, experiments and runs', async () => {
    await start().line;
    const cli = (...args: string[]) => runCli([...args, '--data', data]);
    const json = async (...args: string[]): Promise<never> =>
      JSON.parse((await cli(...args, '--json')).stdout) as never;
    expect(await json('workspaces', 'create', 'lab')).toMatchObject({ name: 'lab' });
    await cli('workspaces', 'activate', 'lab');
    expect((await cli('workspaces', 'list')).stdout).toMatch(/\* +lab/);
    await cli('experiments', 'create', 'churn', '--description', 'who leaves');
    expect(await json('experiments', 'list')).toMatchObject({
      total: 1,
      items: [{ name: 'churn', description: 'who leaves' }]
    });
    const run = 'a'.repeat(32);
    const token = (await readFile(join(data, 'token'), 'utf8')).trim();
    await clientOver(join(folder, 's'), token).runs.journal({
      params: { workspace: 'lab', run },
      body: {
        source: 'b'.repeat(32),
        entries: [
          { seq: 1, at: 1, type: 'start', experiment: 'churn', name: 'first' },
          { seq: 2, at: 2, type: 'metric', key: 'auc', value: 0.5, step: 1 },
          { seq: 3, at: 3, type: 'end', status: 'finished' }
        ]
      }
    });
    expect((await cli('runs', 'list')).stdout).toMatch(/first +churn +finished .*auc=0\.5/);
    expect((await cli('runs', 'show', run)).stdout).toContain('auc');
    expect(await json('runs', 'history', run)).toMatchObject({ series: [{ values: [0.5] }] });
    expect(await json('runs', 'lineage', run)).toMatchObject({ nodes: [{ name: 'first' }] });
    expect((await cli('runs', 'delete', run)).code).toBe(0);
    expect(await json('runs', 'list')).toMatchObject({ total: 0 });
    expect(await json('runs', 'show', run)).toMatchObject({ deletedAt: expect.any(Number) });
    const unknown = await cli('runs', 'show', 'c'.repeat(32), '--json');
    expect(unknown.code).toBe(1);
    expect(JSON.parse(unknown.stderr)).toMatchObject({ error: { code: 'not-found' } });
  });
});
