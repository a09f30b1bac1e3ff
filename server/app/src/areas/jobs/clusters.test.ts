import type { Cluster } from '@atelier-ml/api';
import { connectDocker } from '../../drivers/docker/index.ts';
import { describeWithDocker } from '../../drivers/compute/testing/with-docker.ts';
import { makeTestImage } from '../../drivers/compute/testing/test-image.ts';
import { readEvents, startTestServer } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';
import { deleteEnvironments, whenBuilt } from '../environments/testing/base-image.ts';
import { archive, here, jobWhen, logOf, submitJob, whenEnded } from './testing/job.ts';

describeWithDocker('jobs on clusters of containers', () => {
  const servers: TestServer[] = [];
  let docker: Awaited<ReturnType<typeof connectDocker>>;
  let image = '';

  beforeAll(async () => {
    docker = await connectDocker({});
    image = await makeTestImage(docker);
  }, 60_000);
  afterEach(async () => {
    await Promise.all(servers.splice(0).map(server => server.stop()));
  });

  async function startServer(): Promise<TestServer> {
    const server = await startTestServer();
    servers.push(server);
    return server;
  }

  const buildCluster = ({ client }: TestServer, more: object = {}) =>
    client.clusters.create({ params: here, body: { name: 'boxes', image, ...more } });
  const clusterOf = ({ client }: TestServer) =>
    client.clusters.get({ params: { ...here, cluster: 'boxes' } });
  async function clusterWhen(server: TestServer, isWanted: (found: Cluster) => boolean) {
    const events = await readEvents(server.send);
    while (!isWanted(await clusterOf(server))) {
      await events.next();
    }
    events.close();
  }
  const containersOf = async (job: { id: string }) =>
    docker.listContainers({ all: true, filters: { label: [`atelier.job=${job.id}`] } });

  it('grows from nothing, keeps jobs to the size of a node, and shrinks when it is idle', async () => {
    const server = await startServer();
    await buildCluster(server, { nodeSize: { cpus: 1, memoryMb: 128 }, idleSeconds: 0 });
    expect(await clusterOf(server)).toMatchObject({ nodes: [], minNodes: 0 });
    const script =
      'cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null; id -u; ls /sys/class/net';
    const { id } = await submitJob(server, script, { cluster: 'boxes' });
    const job = await whenEnded(server, id);
    expect(job).toMatchObject({ state: 'finished', message: null });
    const lines = (await logOf(server, job)).trim().split('\n');
    expect(lines).toEqual([String(128 * 2 ** 20), String(process.getuid!()), 'lo']);
    expect(await containersOf(job)).toEqual([]);
    await clusterWhen(server, cluster => cluster.nodes.length === 0);
  });

  it('runs jobs in an environment by its name, and tells which one it is', async () => {
    const server = await startServer();
    const { client } = server;
    const spec = { kind: 'dockerfile' as const, dockerfile: `FROM ${image}\nRUN echo own > /made` };
    await client.environments.create({ params: here, body: { name: 'own', spec, build: true } });
    await whenBuilt(server, 'own');
    const environment = { name: 'own', version: 1 };
    expect(await buildCluster(server, { image: undefined, environment: 'own' })).toMatchObject({
      environment
    });
    const { id } = await submitJob(server, 'cat /made', { cluster: 'boxes' });
    const ran = await whenEnded(server, id);
    expect(await logOf(server, ran)).toBe('own\n');
    expect(ran).toMatchObject({ environment, image: expect.stringMatching(/^sha256:/) });
    const other = { params: { ...here, cluster: 'boxes' }, body: { image } };
    expect(await client.clusters.update(other)).toMatchObject({ image, environment: null });
    await deleteEnvironments(server);
  });

  it('says that memory has run out', async () => {
    const server = await startServer();
    await buildCluster(server, { nodeSize: { memoryMb: 128 } });
    const { id } = await submitJob(server, 'head -c 300m /dev/zero | tail', { cluster: 'boxes' });
    expect(await whenEnded(server, id)).toMatchObject({
      state: 'failed',
      reason: 'out-of-memory',
      message: 'It has used up the memory of its node, 128 MiB.'
    });
  });

  it('says what is missing when an image is', async () => {
    const server = await startServer();
    await buildCluster(server);
    const { id } = await submitJob(server, 'true', { cluster: 'boxes', image: 'no/such:1' });
    const job = await whenEnded(server, id);
    expect(job).toMatchObject({ state: 'failed', reason: 'not-started' });
    expect(job.message).toMatch(/no\/such:1/);
  });

  it('says that what runs a script is missing from its image', async () => {
    const server = await startServer();
    await buildCluster(server);
    const { sha256 } = await server.client.blobs.upload({
      query: {},
      body: await archive({ 'main.py': 'print(1)' })
    });
    const program = { type: 'script', path: 'main.py' } as const;
    const { id } = await submitJob(server, '', { program, cluster: 'boxes', code: { sha256 } });
    const job = await whenEnded(server, id);
    expect(job.message).toBe('Exit code 127. What it was to run was not found there.');
    expect(await logOf(server, job)).toContain('python3');
  });

  it('mounts datasets read-only, and keeps outputs', async () => {
    const server = await startServer();
    await buildCluster(server);
    const { sha256 } = await server.client.blobs.upload({ query: {}, body: 'a,b\n1,2\n' });
    const content = { sha256, filename: 'data.csv' };
    await server.client.datasets.create({ params: here, body: { name: 'data', content } });
    const { id } = await submitJob(
      server,
      'cat ${{inputs.data}}; echo x >> ${{inputs.data}} || echo kept; cp ${{inputs.data}} ${{outputs.copy}}/',
      { cluster: 'boxes', inputs: { data: 'data:1' }, outputs: { copy: {} } }
    );
    const job = await whenEnded(server, id);
    const log = await logOf(server, job);
    expect(log).toContain('a,b\n1,2\n');
    expect(log).toContain('kept\n');
    const run = await server.client.runs.get({ params: { ...here, run: job.run } });
    expect(run.artifacts.map(each => each.path)).toEqual(['outputs/copy/data.csv']);
  });

  it('finds its jobs again when the server was away, also those that have ended meanwhile', async () => {
    const server = await startServer();
    await buildCluster(server, { maxNodes: 2 });
    const long = await submitJob(server, 'echo on; sleep 2; echo off', { cluster: 'boxes' });
    const short = await submitJob(server, 'echo quick', { cluster: 'boxes' });
    await whenEnded(server, short.id);
    await jobWhen(server, long.id, job => job.state === 'running');
    await server.restart();
    const job = await whenEnded(server, long.id);
    expect(job).toMatchObject({ state: 'finished', attempt: 1 });
    expect(await logOf(server, job)).toBe('on\noff\n');
  });

  it('begins a job anew whose container somebody has removed', async () => {
    const server = await startServer();
    await buildCluster(server);
    const script = 'echo $ATELIER_JOB_ATTEMPT; test $ATELIER_JOB_ATTEMPT = 2 || sleep 60';
    const { id } = await submitJob(server, script, { cluster: 'boxes' });
    await jobWhen(server, id, job => job.state === 'running');
    const [found] = await containersOf({ id });
    await docker.getContainer(found!.Id).remove({ force: true });
    const job = await whenEnded(server, id);
    expect(job).toMatchObject({ state: 'finished', attempt: 2 });
    expect(job.tasks[0]).toMatchObject({ reason: 'lost' });
  });

  it('lets work of high priority push away work of low priority, which comes back', async () => {
    const server = await startServer();
    await buildCluster(server, { preemption: true });
    const low = await submitJob(server, 'test $ATELIER_JOB_ATTEMPT = 2 || exec sleep 60', {
      cluster: 'boxes',
      priority: 'low'
    });
    await jobWhen(server, low.id, job => job.state === 'running');
    const high = await submitJob(server, 'echo first', { cluster: 'boxes', priority: 'high' });
    const ended = await whenEnded(server, high.id);
    expect(ended).toMatchObject({ state: 'finished' });
    const back = await whenEnded(server, low.id);
    expect(back).toMatchObject({ state: 'finished', attempt: 2 });
    expect(back.tasks[0]).toMatchObject({ reason: 'preempted' });
    expect(back.endedAt).toBeGreaterThanOrEqual(ended.endedAt!);
  });

  it('does not grow beyond what the machine has', async () => {
    const server = await startServer();
    const { cpus } = await server.client.compute.host();
    const { MemTotal } = (await docker.info()) as { MemTotal: number };
    const memoryMb = Math.floor(MemTotal / 2 ** 20);
    await expect(buildCluster(server, { nodeSize: { cpus: 1_000 } })).rejects.toMatchObject({
      code: 'invalid-input'
    });
    await buildCluster(server, { maxNodes: 2, nodeSize: { cpus } });
    const first = await submitJob(server, 'sleep 60', { cluster: 'boxes' });
    await jobWhen(server, first.id, job => job.state === 'running');
    const second = await submitJob(server, 'true', { cluster: 'boxes' });
    const waiting = await jobWhen(server, second.id, job => job.message !== null);
    expect(waiting).toMatchObject({
      state: 'queued',
      message: `The machine has no room for another node: 0 processors, ${memoryMb} MiB left.`
    });
    await server.client.jobs.cancel({ params: { ...here, job: first.id } });
    expect(await whenEnded(server, second.id)).toMatchObject({ state: 'finished', message: null });
  });
});
