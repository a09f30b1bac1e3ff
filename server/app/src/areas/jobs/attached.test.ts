import { describeWithDocker } from '../../drivers/compute/testing/with-docker.ts';
import { describeWithSwarm } from '../../drivers/compute/testing/with-swarm.ts';
import { makeKernelImage, makeTestImage } from '../../drivers/compute/testing/test-image.ts';
import { connectDocker } from '../../drivers/docker/index.ts';
import { startSshHost } from '../../drivers/docker/testing/ssh-host.ts';
import { startTlsHost } from '../../drivers/docker/testing/tls-host.ts';
import { startTestServer } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';
import { archive, here, jobWhen, logOf, submitJob, whenEnded } from './testing/job.ts';

const nodeSize = { cpus: 1, memoryMb: 256 };

async function createData({ client }: TestServer, name = 'data'): Promise<void> {
  const { sha256 } = await client.blobs.upload({ query: {}, body: 'a,b\n1,2\n' });
  const content = { sha256, filename: 'data.csv' };
  await client.datasets.create({ params: here, body: { name, content } });
}

/** Makes an empty file in the only container of a job. */
async function touch({ id }: { id: string }, name: string): Promise<void> {
  const docker = await connectDocker();
  const [found] = await docker.listContainers({ filters: { label: [`atelier.job=${id}`] } });
  const run = await docker.getContainer(found!.Id).exec({ Cmd: ['touch', `/tmp/${name}`] });
  await run.start({});
}

describeWithDocker('jobs on an engine over SSH', () => {
  let host: Awaited<ReturnType<typeof startSshHost>>;
  let server: TestServer;
  let image: string;

  beforeAll(async () => {
    host = await startSshHost();
    server = await startTestServer();
    image = await makeKernelImage(await connectDocker());
    const { address, ssh } = host.login;
    const { hostKeys, privateKey } = ssh;
    await server.client.attached.create({
      params: here,
      body: { name: 'far', address, hostKeys, credentials: { ssh: { privateKey } } }
    });
    await server.client.clusters.create({
      params: here,
      body: { name: 'far boxes', attached: 'far', image, nodeSize, maxNodes: 2 }
    });
  }, 120_000);
  afterAll(async () => {
    await server.stop();
    await host.stop();
  });

  it('are sent code and data, and their outputs and what they have logged come back', async () => {
    await createData(server);
    const script = `
      import { readFileSync, writeFileSync } from 'node:fs';
      import { startRun } from '@atelier-ml/sdk';
      const [, , input, output] = process.argv;
      const run = await startRun({ experiment: 'far' });
      run.log({ rows: readFileSync(input + '/data.csv', 'utf8').trim().split('\\n').length });
      await run.end();
      writeFileSync(output + '/copy.csv', readFileSync(input + '/data.csv'));
      console.log('done on', process.version);`;
    const { sha256 } = await server.client.blobs.upload({
      query: {},
      body: archive({ 'main.ts': script })
    });
    const program = { type: 'script', path: 'main.ts' } as const;
    const { id } = await submitJob(server, '', {
      program: { ...program, arguments: ['${{inputs.data}}', '${{outputs.copy}}'] },
      cluster: 'far boxes',
      code: { sha256 },
      inputs: { data: 'data' },
      outputs: { copy: {} }
    });
    const job = await whenEnded(server, id);
    expect([await logOf(server, job), job.message]).toEqual([`done on ${process.version}\n`, null]);
    const run = await server.client.runs.get({ params: { ...here, run: job.run } });
    expect(run.artifacts.map(artifact => artifact.path)).toContain('outputs/copy/copy.csv');
    expect(run.metrics).toMatchObject({ rows: { last: 2 } });
  }, 120_000);

  it('read and log while they run, also when the server was started anew', async () => {
    await createData(server, 'numbers');
    const script = `
      import { existsSync } from 'node:fs';
      import { setTimeout as sleep } from 'node:timers/promises';
      import { dataset, startRun } from '@atelier-ml/sdk';
      const told = async name => { while (!existsSync('/tmp/' + name)) await sleep(50); };
      const run = startRun({ experiment: 'far' });
      run.log({ rows: (await (await dataset('numbers')).rows()).length });
      await told('on');
      run.log({ loss: 0.5 });
      await told('over');
      run.log({ loss: 0.25 });`;
    const { sha256 } = await server.client.blobs.upload({
      query: {},
      body: archive({ 'main.ts': script })
    });
    const program = { type: 'script', path: 'main.ts' } as const;
    const job = await submitJob(server, '', { program, cluster: 'far boxes', code: { sha256 } });
    await jobWhen(server, job.id, ({ state }) => state === 'running');
    const metrics = async () =>
      (await server.client.runs.get({ params: { ...here, run: job.run } })).metrics;
    while ((await metrics()).rows?.last !== 1);
    await server.restart();
    await touch(job, 'on');
    while ((await metrics()).loss?.last !== 0.5);
    const { state } = await server.client.jobs.get({ params: { ...here, job: job.id } });
    expect(state).toBe('running');
    await touch(job, 'over');
    expect((await whenEnded(server, job.id)).state).toBe('finished');
    expect((await metrics()).loss).toMatchObject({ last: 0.25, count: 2 });
  }, 120_000);

  it('of several nodes reach each other by name', async () => {
    const command =
      'if [ "$RANK" = 0 ]; then echo hello | nc -l -p 5000; else until nc -w 5 "$MASTER_ADDR" 5000 </dev/null 2>/dev/null; do sleep 0.1; done; fi';
    const { id } = await submitJob(server, command, { cluster: 'far boxes', nodes: 2 });
    const job = await whenEnded(server, id);
    expect([job.state, await logOf(server, job)]).toEqual(['finished', '[1] hello\n']);
  }, 120_000);

  it('go on with a server that was started anew', async () => {
    const command = 'echo begun; until [ -e /tmp/go ]; do sleep 0.1; done; echo over';
    const { id } = await submitJob(server, command, { cluster: 'far boxes' });
    await jobWhen(server, id, job => job.state === 'running');
    await server.restart();
    await touch({ id }, 'go');
    const job = await whenEnded(server, id);
    expect([job.state, job.attempt, await logOf(server, job)]).toEqual([
      'finished',
      1,
      'begun\nover\n'
    ]);
  }, 120_000);

  it('keep what they are on from being detached, and a node needs a size', async () => {
    const { attached, clusters } = server.client;
    await expect(attached.delete({ params: { ...here, attached: 'far' } })).rejects.toMatchObject({
      code: 'in-use'
    });
    await expect(
      clusters.create({ params: here, body: { name: 'any', attached: 'far' } })
    ).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describeWithDocker('jobs on an engine whose network goes', () => {
  it('wait for it, hold up nobody else, and are whole when it is back', async () => {
    const host = await startTlsHost();
    const server = await startTestServer();
    const image = await makeTestImage(await connectDocker());
    const { address, tls } = host.login;
    const { attached, clusters } = server.client;
    await attached.create({ params: here, body: { name: 'far', address, credentials: { tls } } });
    const body = { name: 'boxes', attached: 'far', image, nodeSize, maxNodes: 2 };
    await clusters.create({ params: here, body });
    const patient = 'echo begun; until [ -e /tmp/go ]; do sleep 0.1; done; echo over';
    const first = await submitJob(server, patient, { cluster: 'boxes' });
    await jobWhen(server, first.id, job => job.state === 'running');
    while (!(await logOf(server, first)).includes('begun'));
    host.silence(true);
    const waiting = await submitJob(server, 'echo late', { cluster: 'boxes' });
    const beside = await submitJob(server, 'echo beside');
    expect((await whenEnded(server, beside.id)).state).toBe('finished');
    const tested = await attached.test({ params: { ...here, attached: 'far' } });
    expect(tested).toMatchObject({
      state: 'unreachable',
      problem: expect.stringContaining('does not answer')
    });
    host.silence(false);
    await touch(first, 'go');
    const [one, other] = await Promise.all([first, waiting].map(({ id }) => whenEnded(server, id)));
    expect([one!.attempt, await logOf(server, one!)]).toEqual([1, 'begun\nover\n']);
    expect(await logOf(server, other!)).toBe('late\n');
    await server.stop();
    await host.stop();
  }, 120_000);
});

describeWithDocker('jobs on an engine that comes to be reached in another way', () => {
  it('are followed there, and asked for their outputs', async () => {
    const [first, second] = [await startTlsHost(), await startTlsHost()];
    const server = await startTestServer();
    const image = await makeTestImage(await connectDocker());
    const { attached, clusters } = server.client;
    const wayTo = ({ login: { address, tls } }: typeof first) => ({
      address,
      credentials: { tls }
    });
    await attached.create({ params: here, body: { name: 'far', ...wayTo(first) } });
    const body = { name: 'boxes', attached: 'far', image, nodeSize };
    await clusters.create({ params: here, body });
    const command =
      'echo begun; until [ -e /tmp/go ]; do sleep 0.1; done; echo over | tee ${{outputs.o}}/f';
    const job = await submitJob(server, command, { cluster: 'boxes', outputs: { o: {} } });
    while (!(await logOf(server, await jobWhen(server, job.id, each => each.startedAt !== null))));
    await first.stop();
    await jobWhen(server, job.id, each => each.message !== null);
    await attached.update({ params: { ...here, attached: 'far' }, body: wayTo(second) });
    await touch(job, 'go');
    const ended = await whenEnded(server, job.id);
    expect([ended.state, ended.attempt, await logOf(server, ended)]).toEqual([
      'finished',
      1,
      'begun\nover\n'
    ]);
    const run = await server.client.runs.get({ params: { ...here, run: job.run } });
    expect(run.artifacts.map(artifact => artifact.path)).toEqual(['outputs/o/f']);
    await server.stop();
    await second.stop();
  }, 120_000);
});

describeWithSwarm('jobs on a Swarm of two engines', swarm => {
  let server: TestServer;

  beforeAll(async () => {
    const { login, manager, workers } = swarm();
    const images = await Promise.all(
      [manager, ...workers].map(({ docker }) => makeTestImage(docker))
    );
    server = await startTestServer();
    const { address } = login;
    const found = await server.client.attached.create({
      params: here,
      body: { name: 'swarm', kind: 'swarm', address }
    });
    expect(found.machines).toMatchObject([
      { name: 'host-0', gpus: 1, problem: null },
      { name: 'host-1', gpus: 2, problem: null }
    ]);
    await server.client.clusters.create({
      params: here,
      body: {
        name: 'many',
        attached: 'swarm',
        image: images[0],
        nodeSize,
        maxNodes: 4,
        idleSeconds: 0
      }
    });
  }, 120_000);
  afterAll(() => server.stop());

  it('are sent data, and their outputs come back', async () => {
    await createData(server);
    const { id } = await submitJob(
      server,
      'cat ${{inputs.data}} | tee ${{outputs.copy}}/copy.csv',
      {
        cluster: 'many',
        inputs: { data: 'data' },
        outputs: { copy: {} }
      }
    );
    const job = await whenEnded(server, id);
    expect([job.message, await logOf(server, job)]).toEqual([null, 'a,b\n1,2\n']);
    const run = await server.client.runs.get({ params: { ...here, run: job.run } });
    expect(run.artifacts.map(artifact => artifact.path)).toEqual(['outputs/copy/copy.csv']);
  }, 120_000);

  it('have secrets of which the Swarm tells nothing, and which are gone with them', async () => {
    const { docker } = swarm().manager;
    const submitted = await submitJob(
      server,
      '[ "$WORD" = "hid""den word" ] && echo same; sleep 600',
      {
        cluster: 'many',
        secrets: { WORD: 'hidden word' }
      }
    );
    while (!(await logOf(server, submitted)).includes('same'));
    const told = JSON.stringify([await docker.listServices({}), await docker.listTasks({})]);
    expect(told).toContain(submitted.id);
    expect(told).not.toContain('hidden');
    expect(await docker.listSecrets({})).toHaveLength(1);
    await server.client.jobs.cancel({ params: { ...here, job: submitted.id } });
    await whenEnded(server, submitted.id);
    expect(await docker.listSecrets({})).toEqual([]);
  }, 120_000);

  it('get GPUs of its machines', async () => {
    const body = {
      name: 'gpus',
      attached: 'swarm',
      image: 'atelier-test/busybox:1',
      maxNodes: 3,
      idleSeconds: 0
    };
    const size = { ...nodeSize, gpus: 1 };
    const create = (more: object) =>
      server.client.clusters.create({ params: here, body: { ...body, nodeSize: size, ...more } });
    await expect(create({})).rejects.toMatchObject({ code: 'invalid-input' });
    await create({ network: 'outbound' });
    const command = `tr '\\0' '\\n' </proc/1/environ | grep DOCKER_RESOURCE`;
    const { id } = await submitJob(server, command, { cluster: 'gpus' });
    const job = await whenEnded(server, id);
    expect(job.message).toBeNull();
    const log = await logOf(server, job);
    const given = [...log.matchAll(/GPU-\d-\d/g)].map(([gpu]) => gpu).sort();
    expect(given).toHaveLength(1);
  }, 120_000);

  it('are begun anew elsewhere when their machine dies, and no run is lost', async () => {
    const [victim] = swarm().workers;
    const command =
      'echo "on $(hostname)"; [ "$ATELIER_JOB_ATTEMPT" -gt 1 ] || sleep 600; echo over';
    const submitted = await Promise.all(
      [1, 2].map(() => submitJob(server, command, { cluster: 'many' }))
    );
    await Promise.all(
      submitted.map(({ id }) => jobWhen(server, id, job => job.state === 'running'))
    );
    for (const job of submitted) {
      while (!(await logOf(server, job)).includes('on '));
    }
    const tasks = (await swarm().manager.docker.listTasks({})) as {
      NodeID: string;
      ServiceID: string;
      Status: { State: string };
    }[];
    const nodes = (await swarm().manager.docker.listNodes()) as {
      ID: string;
      Description: { Hostname: string };
    }[];
    const dying = nodes.find(node => node.Description.Hostname === victim!.name)!.ID;
    const running = tasks.filter(task => task.Status.State === 'running');
    expect(running.filter(task => task.NodeID === dying)).toHaveLength(1);
    await victim!.kill();
    const label = [`atelier.jobs`];
    const services = await swarm().manager.docker.listServices({ filters: { label } });
    const onVictim = running.find(task => task.NodeID === dying)!.ServiceID;
    const lost = services.find(({ ID }) => ID === onVictim)!.Spec!.Labels!['atelier.job']!;
    const job = await whenEnded(server, lost);
    expect(job).toMatchObject({ state: 'finished', attempt: 2, message: null });
    expect(job.tasks.map(task => [task.attempt, task.reason])).toEqual([
      [1, 'lost'],
      [2, 'finished']
    ]);
    expect(await logOf(server, job)).toMatch(/^on \S+\non \S+\nover\n$/);
    const run = await server.client.runs.get({ params: { ...here, run: job.run } });
    expect(run.status).toBe('finished');
    const other = submitted.find(({ id }) => id !== lost)!;
    const still = await server.client.jobs.get({ params: { ...here, job: other.id } });
    expect([still.state, still.attempt]).toEqual(['running', 1]);
    await server.client.jobs.cancel({ params: { ...here, job: other.id } });
    await whenEnded(server, other.id);
    const { docker } = swarm().manager;
    expect(await docker.listServices({})).toEqual([]);
    // A machine lets go of its part of a network a moment after the Swarm has.
    while ((await docker.listNetworks({ filters: { label: ['atelier.network'] } })).length);
  }, 180_000);
});
