import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { makeKernelImage, makeTestImage } from '../../drivers/compute/testing/test-image.ts';
import { describeWithDocker } from '../../drivers/compute/testing/with-docker.ts';
import { makeGpuTool, uuidOf } from '../../drivers/gpus/testing/stand-in.ts';
import { buildTime, describeOnEachDatabase, runCli, startTestServer } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';
import { submitJob, whenEnded } from '../jobs/testing/job.ts';

const here = { workspace: '~' };
const at = (instance: string) => ({ params: { ...here, instance } });

let tool: Awaited<ReturnType<typeof makeGpuTool>>;
beforeAll(async () => {
  tool = await makeGpuTool(2, { power: '70.12' });
});
afterAll(() => tool.remove());

const build = ({ client }: TestServer, name: string, size: object, more: object = {}) =>
  client.compute.create({ params: here, body: { name, size, ...more } });
/** What kernels of an instance are told that they see. */
async function visible({ data }: TestServer, name: string): Promise<string> {
  const file = join(data, 'jupyter', 'kernels', `atelier-${name}`, 'kernel.json');
  const { env } = JSON.parse(await readFile(file, 'utf8')) as { env: Record<string, string> };
  return env.CUDA_VISIBLE_DEVICES!;
}

describeOnEachDatabase('GPUs of processes', on => {
  it('are told to the kernels of an instance; one without GPUs sees none', async () => {
    const server = await on.startServer({ gpuTool: tool.path });
    await build(
      server,
      'one',
      { gpus: 1 },
      { environmentVariables: { CUDA_VISIBLE_DEVICES: '7' } }
    );
    await build(server, 'two', { gpus: 1, gpuSharing: 'shared' });
    await build(server, 'none', {}, { environmentVariables: { CUDA_VISIBLE_DEVICES: '0' } });
    const names = ['one', 'two', 'none'];
    const told = () => Promise.all(names.map(name => visible(server, name)));
    expect(await told()).toEqual([uuidOf(0), uuidOf(1), '']);
    await server.restart();
    expect(await told()).toEqual([uuidOf(0), uuidOf(1), '']);
  });

  it('change hands when an instance is stopped', async () => {
    const server = await on.startServer({ gpuTool: tool.path });
    await build(server, 'one', { gpus: 2 });
    await expect(build(server, 'two', { gpus: 1 })).rejects.toMatchObject({
      code: 'gpu-unavailable',
      message: 'A GPU is not free: the machine has 2. Taken by the compute instance “one”.'
    });
    const { items } = await server.client.compute.list({ params: here, query: {} });
    expect(items.map(({ name }) => name)).toEqual(['one']);
    await server.client.compute.stop(at('one'));
    await build(server, 'two', { gpus: 1 });
    expect(await visible(server, 'two')).toBe(uuidOf(0));
    const refused = server.client.compute.start(at('one'));
    await expect(refused).rejects.toMatchObject({ code: 'gpu-unavailable' });
    expect((await server.client.compute.get(at('one'))).state).toBe('stopped');
    await server.client.compute.delete(at('two'));
    await server.client.compute.start(at('one'));
    expect(await visible(server, 'one')).toBe(`${uuidOf(0)},${uuidOf(1)}`);
  });

  it('are measured with the instance', async () => {
    const time = buildTime();
    const server = await on.startServer({ ...time, gpuTool: tool.path });
    await build(server, 'one', { gpus: 1 });
    await build(server, 'two', { gpus: 1, gpuSharing: 'shared' });
    await build(server, 'three', { gpus: 1, gpuSharing: 'shared' });
    await time.pass(6_000);
    const samples = async (name: string) =>
      (await server.client.compute.usage({ ...at(name), query: {} })).items.at(-1)?.gpus;
    const memory = { memoryTotal: 80 * 2 ** 30, memoryUsed: 2 ** 30 };
    expect(await samples('one')).toEqual([
      {
        ...{ uuid: uuidOf(0), index: 0, ...memory, isShared: false },
        ...{ utilizationPercent: 37, powerWatts: 70.12 }
      }
    ]);
    expect(await samples('three')).toMatchObject([
      { uuid: uuidOf(1), utilizationPercent: 38, isShared: true }
    ]);
  });

  it('count for quotas while the instance runs', async () => {
    const server = await on.startServer({ gpuTool: tool.path });
    const params = { scope: 'workspace', subject: 'default' } as const;
    await server.client.usage.quotas.set({ params, body: { gpus: 1 } });
    await build(server, 'one', { gpus: 1 });
    const refused = build(server, 'two', { gpus: 1 });
    await expect(refused).rejects.toMatchObject({ code: 'quota-exceeded' });
    const { gpus } = await server.client.compute.host();
    expect(gpus.filter(gpu => gpu.sharing !== null)).toHaveLength(1);
    await server.client.compute.stop(at('one'));
    await build(server, 'two', { gpus: 1 });
  });

  it('are given to one of many who want the last ones at once', async () => {
    const server = await on.startServer({ gpuTool: tool.path });
    const names = ['a', 'b', 'c', 'd'];
    const outcomes = await Promise.allSettled(names.map(name => build(server, name, { gpus: 1 })));
    const made = outcomes.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []));
    expect(made.map(({ gpus }) => gpus[0]!.uuid).sort()).toEqual([uuidOf(0), uuidOf(1)]);
  });
});

describeWithDocker('an engine that cannot give GPUs', () => {
  const docker = new Docker();

  it('is told as such by the interface, by the command line and by jobs, and leaves nothing', async () => {
    const server = await startTestServer({ gpuTool: tool.path });
    const image = await makeKernelImage(docker);
    const message = 'The container engine of this machine cannot give a GPU to a container.';
    const remedy = expect.stringContaining('NVIDIA Container Toolkit') as string;
    await expect(
      build(server, 'box', { gpus: 1 }, { driver: 'docker', image })
    ).rejects.toMatchObject({ code: 'gpu-unavailable', message, remedy });
    const args = ['compute', 'create', 'box', '--image', image, '--gpus', '1'];
    const { code, stderr } = await runCli(args, server.reachable);
    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
    expect(stderr).toContain('NVIDIA Container Toolkit');
    const { items } = await server.client.compute.list({ params: here, query: {} });
    const { gpus } = await server.client.compute.host();
    expect([items, gpus.flatMap(gpu => gpu.holders)]).toEqual([[], []]);

    const nodeSize = { gpus: 1 };
    const body = { name: 'fast', image: await makeTestImage(docker), nodeSize, idleSeconds: 0 };
    await server.client.clusters.create({ params: here, body });
    const { id } = await submitJob(server, 'true', { cluster: 'fast' });
    const job = await whenEnded(server, id);
    expect(job).toMatchObject({ reason: 'not-started', message: expect.stringContaining(message) });
    await server.stop();
  });
});
