import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { JobDetail } from '@atelier-ml/api';
import { clientOver, startProcess } from '../../testing/index.ts';
import type { ServerProcess } from '../../testing/index.ts';
import { canMount } from '../../testing/can-mount.ts';

jest.setTimeout(120_000);

const MIB = 2 ** 20;
const here = { workspace: 'default' };

if (!canMount) {
  console.warn(
    'No disk can be mounted here: THE TESTS OF A FULL DISK ARE PASSED OVER. Run as root.'
  );
}

(canMount ? describe : describe.skip)('a disk that gets full below a job', () => {
  let folder: string;
  let data: string;
  let server: ServerProcess;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-full-'));
    data = join(folder, 'data');
    await mkdir(data);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m,mode=700', 'tmpfs', data]);
    server = startProcess(['server', '--data', data, '--listen', `unix:${join(folder, 's')}`]);
    await server.line;
  });
  afterEach(async () => {
    server.kill('SIGKILL');
    await server.exit;
    execFileSync('umount', [data]);
    await rm(folder, { recursive: true, force: true });
  });

  async function connect() {
    const client = clientOver(
      join(folder, 's'),
      (await readFile(join(data, 'token'), 'utf8')).trim()
    );
    const jobWhen = async (job: string, isWanted: (found: JobDetail) => boolean) => {
      for (;;) {
        const found = await client.jobs.get({ params: { ...here, job } });
        if (isWanted(found)) {
          return found;
        }
        await delay(50);
      }
    };
    return { client, jobWhen };
  }

  /** A job that has written, and ends when the gate is opened; and a disk without room meanwhile. */
  async function fillBelow(command: string) {
    const { client, jobWhen } = await connect();
    const gate = join(folder, 'gate');
    const written = join(folder, 'written');
    const { id } = await client.jobs.create({
      params: here,
      body: {
        program: {
          type: 'command',
          command: `echo begin; ${command}; touch ${written}; until test -e ${gate}; do sleep 0.05; done`
        }
      }
    });
    await jobWhen(id, job => job.state === 'running');
    while (!(await readdir(folder)).includes('written')) {
      await delay(20);
    }
    const filler = join(data, 'filler');
    await writeFile(filler, Buffer.alloc(64 * MIB)).catch(() => undefined);
    await writeFile(gate, '');
    return { client, jobWhen, id, filler };
  }

  const BIG = `head -c ${6 * MIB} /dev/zero > outputs/big; echo small > outputs/small`;

  it('holds its outputs and its end back, and says so, until there is room', async () => {
    const { client, filler, id, jobWhen } = await fillBelow(BIG);
    const held = await jobWhen(id, job => job.message !== null);
    expect([held.state, held.message]).toEqual([
      'running',
      'The disk of the server is full: what it has made is kept once there is room.'
    ]);
    const params = { ...here, run: held.run };
    expect((await client.runs.get({ params })).artifacts).toEqual([]);
    expect(await readdir(join(data, 'blobs', 'tmp'))).toEqual([]);
    await rm(filler);
    const ended = await jobWhen(id, job => job.endedAt !== null);
    expect(ended).toMatchObject({ state: 'finished', message: null, attempt: 1 });
    const run = await client.runs.get({ params });
    expect(run.artifacts.map(({ path, size }) => [path, size])).toEqual([
      ['outputs/big', 6 * MIB],
      ['outputs/small', 6]
    ]);
    const { chunks } = await client.runs.log({ params, query: {} });
    expect(chunks.map(({ text }) => text).join('')).toBe('begin\n');
  });

  it('is waited for by the server after this one as well', async () => {
    const { client, filler, id, jobWhen } = await fillBelow(BIG);
    const { run } = await jobWhen(id, job => job.message !== null);
    server.kill('SIGKILL');
    await server.exit;
    await rm(filler);
    server = startProcess(['server', '--data', data, '--listen', `unix:${join(folder, 's')}`]);
    await server.line;
    expect(await jobWhen(id, job => job.endedAt !== null)).toMatchObject({ state: 'finished' });
    const { artifacts } = await client.runs.get({ params: { ...here, run } });
    expect(artifacts.map(({ path }) => path)).toEqual(['outputs/big', 'outputs/small']);
  });
});
