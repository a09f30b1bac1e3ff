import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describeWithRay } from '../../drivers/compute/testing/with-ray.ts';
import { clientOver, startProcess, startTestServer } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';
import { archive, here, jobWhen, logOf, submitJob, whenEnded } from './testing/job.ts';

const nodeSize = { cpus: 1, memoryMb: 256 };

/** Its module has to be found by the workers, too. */
const SQUARES = {
  'squares.py': 'import os\ndef square(number):\n    return os.getpid(), number * number\n',
  'main.py': `
import os, sys
import ray
from squares import square
ray.init(log_to_driver=False)
with open(sys.argv[1] + "/data.csv") as file:
    numbers = [int(line) for line in file.read().split()[1:]]
found = ray.get([ray.remote(square).remote(number) for number in numbers])
print("squares", *(value for _, value in found), os.getpid() in {pid for pid, _ in found})
print("secret", os.environ["PASSWORD"], "factor", os.environ["ATELIER_PARAM_factor"])
sys.exit(3)
`
};

describeWithRay('jobs on Ray', ray => {
  let server: TestServer;

  const attach = (body: Record<string, unknown> = {}) =>
    server.client.attached.create({
      params: here,
      body: {
        ...{ name: 'rays', kind: 'ray', address: ray().address },
        credentials: { token: ray().token },
        ...body
      }
    });
  const atRay = async (path: string): Promise<string> => {
    const headers = { authorization: `Bearer ${ray().token}` };
    return (await fetch(`${ray().address}${path}`, { headers })).text();
  };

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  it('are told what is wrong before anything is attached', async () => {
    await expect(attach({ address: 'http://127.0.0.1:1' })).rejects.toMatchObject({
      code: 'engine-unreachable',
      message: 'No Ray cluster answers at http://127.0.0.1:1.'
    });
    await expect(attach({ address: 'ray://127.0.0.1:10001' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: '“ray://127.0.0.1:10001” is no address of a Ray cluster.'
    });
    await expect(attach({ credentials: {} })).rejects.toMatchObject({
      code: 'credentials-refused',
      message: `Ray at ${ray().address} asks for another token.`
    });
  });

  it('find code, data, params and secrets there, and say how they have ended', async () => {
    const attached = await attach();
    expect(attached).toMatchObject({
      ...{ credentials: 'token', state: 'reachable', version: '2.60.0' },
      machines: [{ cpus: 2, problem: null }]
    });
    const body = { name: 'far', attached: 'rays', nodeSize, maxNodes: 2 };
    const cluster = await server.client.clusters.create({ params: here, body });
    expect(cluster.driver).toBe('ray');
    const { sha256: data } = await server.client.blobs.upload({ query: {}, body: 'n\n2\n3\n' });
    const content = { sha256: data, filename: 'data.csv' };
    await server.client.datasets.create({ params: here, body: { name: 'data', content } });
    const code = archive(SQUARES);
    const { sha256 } = await server.client.blobs.upload({ query: {}, body: code });
    const { id } = await submitJob(server, '', {
      program: { type: 'script', path: 'main.py', arguments: ['${{inputs.data}}'] },
      ...{ cluster: 'far', code: { sha256 }, inputs: { data: 'data' } },
      ...{ params: { factor: '7' }, secrets: { PASSWORD: 'hush-hush' } }
    });
    await jobWhen(server, id, found => found.state === 'running');
    expect(await atRay('/api/jobs/')).not.toContain('hush');
    const job = await whenEnded(server, id);
    const lines = (await logOf(server, job)).split('\n');
    expect(lines.filter(line => /^(squares|secret)/.test(line))).toEqual([
      'squares 4 9 False',
      'secret *** factor 7'
    ]);
    expect([job.state, job.reason, job.exitCode]).toEqual(['failed', 'exit-code', 3]);
    expect(JSON.parse(await atRay('/api/jobs/'))).toEqual([]);
  }, 180_000);

  it('go on when the server is killed, and end when the next one is asked to', async () => {
    const data = await mkdtemp(join(tmpdir(), 'atelier-killed-'));
    const socket = join(data, 's');
    const serve = async () => {
      const process = startProcess(['server', '--data', data, '--listen', `unix:${socket}`]);
      await process.line;
      const token = (await readFile(join(data, 'token'), 'utf8')).trim();
      return { process, client: clientOver(socket, token) };
    };
    const kill = async ({ process }: Awaited<ReturnType<typeof serve>>): Promise<void> => {
      process.kill('SIGKILL');
      await process.exit;
    };
    let running = await serve();
    try {
      const { address, token } = ray();
      const way = { kind: 'ray', address, credentials: { token } } as const;
      await running.client.attached.create({ params: here, body: { name: 'rays', ...way } });
      await running.client.clusters.create({
        params: here,
        body: { name: 'far', attached: 'rays', nodeSize }
      });
      const { id, run } = await running.client.jobs.create({
        params: here,
        body: { cluster: 'far', program: { type: 'command', command: 'echo begun; sleep 600' } }
      });
      const params = { ...here, job: id };
      while ((await running.client.jobs.get({ params })).state !== 'running') {
        await delay(100);
      }
      while (!(await logOf(running, { run })).includes('begun')) {
        await delay(100);
      }
      await kill(running);
      running = await serve();
      expect((await running.client.jobs.get({ params })).state).toBe('running');
      await running.client.jobs.cancel({ params });
      let job = await running.client.jobs.get({ params });
      while (job.endedAt === null) {
        await delay(100);
        job = await running.client.jobs.get({ params });
      }
      const begun = (await logOf(running, job)).match(/^begun$/gm);
      expect([job.state, job.attempt, begun]).toEqual(['cancelled', 1, ['begun']]);
      expect(JSON.parse(await atRay('/api/jobs/'))).toEqual([]);
    } finally {
      await kill(running);
      await rm(data, { recursive: true, force: true });
    }
  }, 180_000);

  it('have no outputs and no notebooks, and say so before they wait', async () => {
    await expect(
      submitJob(server, 'true', { cluster: 'far', outputs: { model: {} } })
    ).rejects.toMatchObject({ code: 'invalid-input', message: 'Jobs on Ray have no outputs.' });
  });
});
