import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client, JobDetail } from '@atelier-ml/api';
import { connectDocker } from '../../drivers/docker/index.ts';
import { makeTestImage } from '../../drivers/compute/testing/test-image.ts';
import { describeWithDocker } from '../../drivers/compute/testing/with-docker.ts';
import { clientOver, startProcess } from '../../testing/index.ts';
import type { ServerProcess } from '../../testing/index.ts';

jest.setTimeout(120_000);

const LINES = 400;
const here = { workspace: 'default' };

let data: string;
let server: ServerProcess;

async function serve(): Promise<Client> {
  server = startProcess(['server', '--data', data, '--listen', `unix:${join(data, 's')}`]);
  await server.line;
  return clientOver(join(data, 's'), (await readFile(join(data, 'token'), 'utf8')).trim());
}

async function kill(): Promise<void> {
  server.kill('SIGKILL');
  await server.exit;
}

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'atelier-killed-'));
});
afterEach(async () => {
  await kill();
  await rm(data, { recursive: true, force: true });
});

async function jobWhen(client: Client, job: string, isWanted: (found: JobDetail) => boolean) {
  for (;;) {
    const found = await client.jobs.get({ params: { ...here, job } });
    if (isWanted(found)) {
      return found;
    }
    await delay(50);
  }
}

/** A job that writes lines, and ends once it may; killed below it again and again. */
async function runUnderFire(cluster: string): Promise<void> {
  let client = await serve();
  if (cluster !== 'local') {
    const image = await makeTestImage(await connectDocker({}));
    await client.clusters.create({ params: here, body: { name: cluster, image } });
  }
  const command = `for i in $(seq ${LINES}); do echo "line $i"; sleep 0.01; done
    mkdir -p outputs; echo kept > outputs/end.txt`;
  const { id } = await client.jobs.create({
    params: here,
    body: { cluster, program: { type: 'command', command } }
  });
  await jobWhen(client, id, job => job.state === 'running');
  for (let round = 0; round < 3; round++) {
    await kill();
    client = await serve();
  }
  const job = await jobWhen(client, id, found => found.endedAt !== null);
  expect([job.state, job.attempt, job.message]).toEqual(['finished', 1, null]);
  const params = { ...here, run: job.run };
  const { chunks } = await client.runs.log({ params, query: { limit: 5_000 } });
  const lines = chunks.map(({ text }) => text).join('');
  expect(lines).toBe(Array.from({ length: LINES }, (_, place) => `line ${place + 1}\n`).join(''));
  const { artifacts, status } = await client.runs.get({ params });
  expect([status, artifacts.map(({ path }) => path)]).toEqual(['finished', ['outputs/end.txt']]);
}

describe('a server that is killed while a job runs', () => {
  it('has every line of its process once, and its outputs', () => runUnderFire('local'));

  it('cancels what it was asked to cancel', async () => {
    let client = await serve();
    const { id } = await client.jobs.create({
      params: here,
      body: { program: { type: 'command', command: 'sleep 60' } }
    });
    await jobWhen(client, id, job => job.state === 'running');
    await client.jobs.cancel({ params: { ...here, job: id } });
    await kill();
    client = await serve();
    const job = await jobWhen(client, id, found => found.endedAt !== null);
    expect(job).toMatchObject({ state: 'cancelled', reason: 'cancelled' });
  });

  it('keeps what waits, with its secrets', async () => {
    let client = await serve();
    await client.clusters.update({
      params: { ...here, cluster: 'local' },
      body: { maxNodes: 1 }
    });
    const submit = (command: string, secrets: Record<string, string> = {}) =>
      client.jobs.create({
        params: here,
        body: { program: { type: 'command', command }, secrets }
      });
    const gate = join(data, 'gate');
    const first = await submit(`until test -e ${gate}; do sleep 0.1; done`);
    await jobWhen(client, first.id, job => job.state === 'running');
    const second = await submit('test "$KEY" = "a secret" && echo known', { KEY: 'a secret' });
    await kill();
    client = await serve();
    await writeFile(gate, '');
    const job = await jobWhen(client, second.id, found => found.endedAt !== null);
    expect(job).toMatchObject({ state: 'finished' });
  });
});

describeWithDocker('a server that is killed while a job runs in a container', () => {
  it('has every line of its container once, and its outputs', () => runUnderFire('boxes'));
});
