import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ComputeInstance } from '@atelier-ml/api';
import Docker from 'dockerode';
import { makeKernelImage, makeTestImage } from '../../drivers/compute/testing/test-image.ts';
import { describeWithDocker } from '../../drivers/compute/testing/with-docker.ts';
import { startSshHost } from '../../drivers/docker/testing/ssh-host.ts';
import { startTlsHost } from '../../drivers/docker/testing/tls-host.ts';
import { runCli, startTestServer } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';
import { whenInstance } from './testing/instance.ts';

const here = { workspace: '~' };
const params = { ...here, instance: 'far' };
const size = { cpus: 1, memoryMb: 512 };

describeWithDocker('an instance on an engine over SSH', () => {
  const docker = new Docker();
  let host: Awaited<ReturnType<typeof startSshHost>>;
  let server: TestServer;
  let files: string;
  let image: string;

  beforeAll(async () => {
    host = await startSshHost();
    files = await mkdtemp(join(tmpdir(), 'atelier-files-'));
    server = await startTestServer({ files });
    image = await makeKernelImage(docker);
    const { address, ssh } = host.login;
    const { hostKeys, privateKey } = ssh;
    await server.client.attached.create({
      params: here,
      body: { name: 'box', address, hostKeys, credentials: { ssh: { privateKey } } }
    });
    await server.client.compute.create({
      params: here,
      body: { name: 'far', driver: 'docker', attached: 'box', image, size }
    });
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await host.stop();
    await rm(files, { recursive: true, force: true });
  });

  const own = async () => {
    const label = [`atelier.instance=${(await server.client.compute.get({ params })).id}`];
    const containers = await docker.listContainers({ all: true, filters: { label } });
    const { Volumes } = await docker.listVolumes({ filters: { label } });
    return { containers, volumes: Volumes };
  };
  async function inside(...argv: string[]): Promise<string> {
    const { containers } = await own();
    const user = `${process.getuid!()}:${process.getgid!()}`;
    const options = { Cmd: argv, User: user, WorkingDir: '/home/atelier', Env: ['NO_COLOR=1'] };
    const both = { AttachStdout: true, AttachStderr: true, Tty: true };
    const run = await docker.getContainer(containers[0]!.Id).exec({ ...options, ...both });
    return (await text(await run.start({ Tty: true }))).replaceAll('\r', '');
  }
  const until = (fits: (instance: ComputeInstance) => boolean): Promise<ComputeInstance> =>
    whenInstance(server, params, fits);
  const launch = (kernel: string, folder?: string) =>
    server.client.compute.kernels.launch({
      params: { ...params, kernel },
      body: { language: 'typescript', key: 'key', folder }
    });

  it('consists of a container with nothing of this machine', async () => {
    const instance = await server.client.compute.get({ params });
    expect(instance).toMatchObject({
      attached: { name: 'box' },
      state: 'running',
      problem: null,
      kernels: [{ language: 'typescript' }]
    });
    const { containers } = await own();
    expect(containers).toHaveLength(1);
    expect(containers[0]!.Mounts.filter(mount => mount.Type === 'bind')).toEqual([]);
    const { items } = await server.client.attached.list({ params: here, query: {} });
    expect(items[0]).toMatchObject({ instances: ['far'], clusters: [] });
  });

  it('has shells, and a home that outlives its container', async () => {
    const shell = ['compute', 'shell', 'far', '--', 'sh', '-c', 'echo kept > kept; pwd; id -u'];
    const done = await runCli(shell, { ...server.reachable, ATELIER_DATA: server.data });
    expect(done.stdout).toBe(`/home/atelier\n${process.getuid!()}\n`);
    await server.client.compute.stop({ params });
    const { containers } = await own();
    await docker.getContainer(containers[0]!.Id).remove({ force: true });
    await server.client.compute.start({ params });
    expect(await inside('cat', 'kept')).toBe('kept\n');
  }, 30_000);

  it('runs kernels beside the files of their notebook, which are sent', async () => {
    await mkdir(join(files, 'project', '.git'), { recursive: true });
    await writeFile(join(files, 'project', 'data.csv'), 'a,b\n');
    await writeFile(join(files, 'project', '.git', 'secret'), 'hidden');
    await writeFile(join(files, 'other.txt'), 'beside');
    const { connection } = await launch('k1', join(files, 'project'));
    expect(String(connection.ip)).toContain(server.data);
    const listed = await inside('find', 'notebooks', '-type', 'f');
    expect(listed).toBe('notebooks/project/data.csv\n');
    expect((await server.client.compute.get({ params })).kernelCount).toBe(1);
    const { items } = await server.client.compute.kernels.list({ params });
    expect(items[0]!.memory).toBeGreaterThan(0);
    await inside('sh', '-c', 'echo changed > notebooks/project/data.csv');
    await writeFile(join(files, 'project', 'more.csv'), 'c\n');
    await launch('k2', join(files, 'project'));
    expect(await inside('sh', '-c', 'cat notebooks/project/*.csv')).toBe('changed\nc\n');
  }, 30_000);

  it('reaches the studio by a key of its own', async () => {
    const script = `
      import { request } from 'node:http';
      import { readFileSync } from 'node:fs';
      const own = readFileSync('/home/atelier/.atelier/token', 'utf8');
      for (const [token, path] of [[own, 'runs'], [own, 'jobs'], ['other', 'runs']]) {
        const answer = await new Promise(resolve => request({
          socketPath: '/run/atelier/studio', path: '/api/workspaces/~/' + path,
          headers: { authorization: 'Bearer ' + token }
        }, resolve).end());
        answer.resume();
        console.log(answer.statusCode, own === ${JSON.stringify(server.token)});
      }`;
    const node = ['/opt/atelier/bin/node', '--input-type=module', '-e', script];
    expect(await inside(...node)).toBe('200 false\n403 false\n401 false\n');
  }, 30_000);

  it('goes on with a server that was started anew, which finds its kernels', async () => {
    const before = await own();
    await server.restart();
    const found = await until(instance => instance.kernelCount === 2);
    expect(found.problem).toBeNull();
    expect((await own()).containers[0]!.Id).toBe(before.containers[0]!.Id);
    await server.client.compute.kernels.signal({
      params: { ...params, kernel: 'k1' },
      body: { signal: 'SIGKILL' }
    });
    await until(instance => instance.kernelCount === 1);
  }, 30_000);

  it('is measured', async () => {
    const measured = await until(instance => instance.usage !== null);
    expect(measured.usage!.memory).toBeGreaterThan(0);
    expect(measured.usage!.processes).toBeGreaterThan(1);
  }, 30_000);

  it('keeps what it is on from being detached', async () => {
    const attached = { ...here, attached: 'box' };
    await expect(server.client.attached.delete({ params: attached })).rejects.toMatchObject({
      code: 'in-use'
    });
  });

  it.each([
    [{ size: { cpus: 1 } }, 'invalid-input'],
    [{ size: { ...size, gpus: 1 } }, 'not-supported'],
    [{ driver: 'process' as const }, 'not-supported']
  ])('is refused as %o', async (more, code) => {
    const body = { name: 'no', driver: 'docker' as const, attached: 'box', image, size, ...more };
    await expect(server.client.compute.create({ params: here, body })).rejects.toMatchObject({
      code
    });
  });

  it('is refused of an image that runs no kernel', async () => {
    const body = { name: 'no', attached: 'box', image: await makeTestImage(docker), size };
    await expect(
      server.client.compute.create({ params: here, body: { ...body, driver: 'docker' } })
    ).rejects.toMatchObject({ code: 'invalid-input' });
  }, 30_000);

  it('is deleted only while its engine answers, and what is left of others is removed', async () => {
    const off = await startTlsHost();
    const { ca, cert, key } = off.login.tls;
    const credentials = { tls: { ca, cert, key } };
    const { address } = off.login;
    const attached = await server.client.attached.create({
      params: here,
      body: { name: 'off', address, credentials }
    });
    const body = { name: 'gone', driver: 'docker' as const, attached: 'off', image, size };
    const { id } = await server.client.compute.create({ params: here, body });
    const gone = { ...here, instance: 'gone' };
    off.cut(true);
    await expect(server.client.compute.delete({ params: gone })).rejects.toMatchObject({
      code: 'engine-unreachable'
    });
    expect((await server.client.compute.get({ params: gone })).state).toBe('running');
    off.cut(false);
    const label = [`atelier.instance=${id}`];
    const [container] = await docker.listContainers({ all: true, filters: { label } });
    await server.client.compute.delete({ params: gone });
    const left = async () => [
      ...(await docker.listContainers({ all: true, filters: { label } })),
      ...(await docker.listVolumes({ filters: { label } })).Volumes
    ];
    expect(await left()).toEqual([]);
    const labels = container!.Labels;
    await docker.createVolume({ Name: `atelier-test-left-${attached.id}`, Labels: labels });
    await docker.createContainer({ Image: image, Cmd: ['true'], Labels: labels });
    expect(await left()).toHaveLength(2);
    await server.restart();
    while ((await left()).length) {
      await server.client.compute.list({ params: here, query: {} });
    }
    await off.stop();
  }, 60_000);

  it('leaves nothing behind', async () => {
    const { id } = await server.client.compute.stop({ params });
    await server.client.compute.delete({ params });
    const label = [`atelier.instance=${id}`];
    expect(await docker.listContainers({ all: true, filters: { label } })).toEqual([]);
    expect((await docker.listVolumes({ filters: { label } })).Volumes).toEqual([]);
  }, 30_000);
});
