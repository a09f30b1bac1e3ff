import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ComputeInstance } from '@atelier-ml/api';
import Docker from 'dockerode';
import { makeKernelImage } from '../../drivers/compute/testing/test-image.ts';
import { describeWithDocker } from '../../drivers/compute/testing/with-docker.ts';
import type { Disk } from '../../drivers/disk/index.ts';
import { startTestServer } from '../../testing/index.ts';
import type { TestServer, TestServerOptions } from '../../testing/index.ts';
import { whenInstance } from './testing/instance.ts';

const GIB = 2 ** 30;
const here = { workspace: '~' };
const params = { ...here, instance: 'box' };
const kernel = { ...params, kernel: 'k1' };

describeWithDocker('the care of a container', () => {
  const docker = new Docker();
  const servers: TestServer[] = [];
  let image: string;

  beforeAll(async () => {
    image = await makeKernelImage(docker);
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      const { items } = await server.client.compute.list({ params: here, query: {} });
      for (const { id: instance } of items) {
        await server.client.compute.stop({ params: { ...here, instance } });
        await server.client.compute.delete({ params: { ...here, instance } });
      }
      await server.stop();
    }
  });

  async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
    const server = await startTestServer(options);
    servers.push(server);
    return server;
  }
  const build = ({ client }: TestServer, more: object = {}) =>
    client.compute.create({
      params: here,
      body: { name: 'box', driver: 'docker', image, warmKernels: 0, ...more }
    });
  const containerOf = async ({ client }: TestServer) => {
    const { id } = await client.compute.get({ params });
    const [found] = await docker.listContainers({
      all: true,
      filters: { label: [`atelier.instance=${id}`] }
    });
    return docker.getContainer(found!.Id);
  };
  async function inside(server: TestServer, script: string): Promise<string> {
    const exec = await (
      await containerOf(server)
    ).exec({
      Cmd: ['sh', '-c', script],
      AttachStdout: true,
      Tty: true
    });
    return (await text(await exec.start({ Tty: true }))).trim();
  }
  const until = (server: TestServer, fits: (instance: ComputeInstance) => boolean) =>
    whenInstance(server, params, fits);
  const launch = ({ client }: TestServer) =>
    client.compute.kernels.launch({
      params: kernel,
      body: { language: 'typescript', key: 'secret' }
    });

  it('knows who has made it, keeps tags, and gives as much shared memory as it is told', async () => {
    const server = await startServer();
    const made = await build(server, { size: { sharedMemoryMb: 96 }, tags: { team: 'vision' } });
    expect(made).toMatchObject({
      owner: { username: 'local' },
      tags: { team: 'vision' },
      stopReason: null
    });
    expect(await inside(server, 'df -k /dev/shm | tail -1')).toMatch(/ 98304 /);
    await server.client.compute.update({
      params,
      body: { size: { sharedMemoryMb: 32 }, tags: {} }
    });
    const again = await server.client.compute.restart({ params });
    expect(again).toMatchObject({ state: 'running', tags: {} });
    expect(await inside(server, 'df -k /dev/shm | tail -1')).toMatch(/ 32768 /);
  });

  it('is never larger than the machine', async () => {
    const server = await startServer();
    const tooLarge = {
      code: 'invalid-input',
      message: expect.stringMatching(
        /^“box” is larger than the machine: \d+ processors, \d+ MiB\.$/
      ),
      fields: [
        { path: 'body.size.memoryMb', message: expect.stringMatching(/^can be at most \d+$/) }
      ]
    };
    await expect(build(server, { size: { memoryMb: 4_194_304 } })).rejects.toMatchObject(tooLarge);
    expect((await server.client.compute.list({ params: here, query: {} })).items).toEqual([]);
    await build(server, { size: { memoryMb: 256 } });
    await expect(
      server.client.compute.update({ params, body: { size: { memoryMb: 4_194_304 } } })
    ).rejects.toMatchObject(tooLarge);
  });

  it('is restarted with its own files, and without its kernels', async () => {
    const server = await startServer();
    await build(server);
    await inside(server, 'echo kept > /tmp/note');
    const container = (await containerOf(server)).id;
    await launch(server);
    expect(await server.client.compute.restart({ params })).toMatchObject({
      ...{ state: 'running', kernelCount: 0, lastExit: null, stopReason: null }
    });
    expect((await containerOf(server)).id).toBe(container);
    expect(await inside(server, 'cat /tmp/note')).toBe('kept');
  });

  it('is set up once in each new container, before its first kernel', async () => {
    const server = await startServer();
    const setupScript = 'echo "set up by $NAME"; echo x >> "$HOME/times"; echo done > /tmp/set-up';
    await build(server, { setupScript, environmentVariables: { NAME: 'me' } });
    await launch(server);
    const { setUp } = await server.client.compute.get({ params });
    expect(setUp).toMatchObject({ state: 'done', exitCode: 0 });
    expect(await inside(server, 'cat /tmp/set-up')).toBe('done');
    const log = await server.client.compute.setUp({ params, query: {} });
    expect(log).toMatchObject({ setUp, text: 'set up by me\n' });
    await server.client.compute.restart({ params });
    await launch(server);
    expect(await inside(server, 'cat /home/atelier/times')).toBe('x');
    await server.client.compute.update({
      params,
      body: { environmentVariables: { NAME: 'you' } }
    });
    await server.client.compute.restart({ params });
    await launch(server);
    expect((await inside(server, 'cat /home/atelier/times')).split(/\s+/)).toEqual(['x', 'x']);
  });

  it('says how a set-up script fails, takes no kernels then, and begins anew', async () => {
    const server = await startServer();
    const setupScript = 'echo first; ls /nowhere; echo never';
    await build(server, { setupScript });
    const failed = await until(server, ({ setUp }) => setUp?.state === 'failed');
    expect(failed.problem).toMatch(
      /The set-up script of “box” has ended with exit code \d+: first/
    );
    expect(failed.problem).toContain('/nowhere');
    expect(failed.problem).not.toContain('never');
    await expect(launch(server)).rejects.toMatchObject({ code: 'not-ready' });
    expect((await server.client.compute.get({ params })).problem).toBe(failed.problem);
    await server.client.compute.update({ params, body: { setupScript: 'echo well' } });
    await server.client.compute.restart({ params });
    await launch(server);
    expect(await server.client.compute.get({ params })).toMatchObject({
      problem: null,
      setUp: { state: 'done' }
    });
  });

  it('can be stopped in the middle of its set-up', async () => {
    const server = await startServer();
    await build(server, { setupScript: 'echo begun; sleep 600' });
    const waits = launch(server);
    const refused = expect(waits).rejects.toMatchObject({ code: 'not-ready' });
    await until(server, ({ setUp }) => setUp?.state === 'running');
    await server.client.compute.stop({ params });
    await until(server, ({ setUp }) => setUp?.state === 'cancelled');
    await refused;
    expect(await server.client.compute.get({ params })).toMatchObject({
      ...{ state: 'stopped', stopReason: 'user', problem: null }
    });
  });

  it('is set up anew when the server has ended in the middle', async () => {
    const server = await startServer();
    const script = 'if [ -e "$HOME/again" ]; then exit 0; fi; touch "$HOME/again"; sleep 600';
    await build(server, { setupScript: script });
    await until(server, ({ setUp }) => setUp?.state === 'running');
    while ((await inside(server, 'ls /home/atelier/again')) !== '/home/atelier/again');
    const before = (await containerOf(server)).id;
    await server.restart();
    await until(server, ({ setUp }) => setUp?.state === 'done');
    expect((await containerOf(server)).id).not.toBe(before);
  });

  it('warns of a disk that fills up, and takes no more kernels when it is full', async () => {
    const server = await startServer();
    await build(server, { size: { diskGb: 1 } });
    // The engine counts a hole as if it were written.
    await inside(server, `truncate -s ${Math.round(0.85 * GIB)} /tmp/large`);
    await server.client.compute.update({ params, body: { size: { diskGb: 1 } } });
    expect((await server.client.compute.get({ params })).disk).toMatchObject({
      level: 'low',
      limit: GIB
    });
    await launch(server);
    await inside(server, `truncate -s ${GIB} /tmp/large`);
    await server.client.compute.update({ params, body: { size: { diskGb: 1 } } });
    expect((await server.client.compute.get({ params })).disk?.level).toBe('full');
    await expect(launch(server)).rejects.toMatchObject({
      code: 'storage-full',
      remedy: expect.stringContaining('larger disk')
    });
    await inside(server, 'rm /tmp/large');
    await launch(server);
    expect((await server.client.compute.get({ params })).disk?.level).toBe('fine');
  });

  it('starts nothing when the disk of the studio is almost full', async () => {
    let free = 100 * GIB;
    const disk: Disk = {
      space: () => Promise.resolve({ free, total: 100 * GIB }),
      sizeOf: () => Promise.resolve(0)
    };
    const server = await startServer({ disk });
    await build(server);
    free = GIB - 1;
    await expect(launch(server)).rejects.toMatchObject({ code: 'storage-full' });
    await server.client.compute.stop({ params });
    await expect(server.client.compute.start({ params })).rejects.toMatchObject({
      code: 'storage-full'
    });
    free = GIB;
    await server.client.compute.start({ params });
  });

  it('leaves nothing of its set-up when it is deleted', async () => {
    const server = await startServer();
    const { id } = await build(server, { setupScript: 'echo hello' });
    await launch(server);
    const log = join(server.data, 'compute', 'set-up', `${id}.log`);
    expect(await readFile(log, 'utf8')).toBe('hello\n');
    await server.client.compute.stop({ params });
    await server.client.compute.delete({ params });
    await expect(readFile(log)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('refuses for processes what only containers can do', async () => {
    const server = await startServer();
    for (const more of [{ setupScript: 'true' }, { size: { diskGb: 1 } }]) {
      await expect(
        server.client.compute.create({ params: here, body: { name: 'plain', ...more } })
      ).rejects.toMatchObject({ code: 'not-supported' });
    }
  });
});
