import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ComputeInstance } from '@atelier-ml/api';
import { sql } from 'kysely';
import { startGpuEngine } from '../../drivers/compute/testing/gpu-engine.ts';
import { describeWithOwnEngine } from '../../drivers/compute/testing/own-engine.ts';
import { makeKernelImage, makeTestImage } from '../../drivers/compute/testing/test-image.ts';
import { openSqlite } from '../../drivers/database/index.ts';
import { makeGpuTool, uuidOf } from '../../drivers/gpus/testing/stand-in.ts';
import { startTestServer } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';
import { jobWhen, logOf, submitJob, whenEnded } from '../jobs/testing/job.ts';

jest.setTimeout(120_000);

const here = { workspace: '~' };
const at = (instance: string) => ({ params: { ...here, instance } });
const SHOW = 'for f in /dev/nvidia*; do test -e $f && cat $f; done; true';

describeWithOwnEngine('GPUs in containers', () => {
  let machine: Awaited<ReturnType<typeof startGpuEngine>>;
  let tool: Awaited<ReturnType<typeof makeGpuTool>>;
  let server: TestServer;
  let images: { kernels: string; small: string };

  beforeAll(async () => {
    tool = await makeGpuTool(2);
    machine = await startGpuEngine([uuidOf(0), uuidOf(1)]);
    images = {
      kernels: await makeKernelImage(machine.docker),
      small: await makeTestImage(machine.docker)
    };
  });
  afterAll(async () => {
    await machine.stop();
    await tool.remove();
  });
  beforeEach(async () => {
    server = await startTestServer({ docker: machine.address, gpuTool: tool.path });
  });
  afterEach(async () => {
    const { items } = await server.client.compute.list({ params: here, query: {} });
    for (const { id } of items) {
      await server.client.compute.stop(at(id));
      await server.client.compute.delete(at(id));
    }
    await server.stop();
  });

  const build = (name: string, size: object): Promise<ComputeInstance> =>
    server.client.compute.create({
      params: here,
      body: { name, driver: 'docker', image: images.kernels, warmKernels: 0, size }
    });
  const containersOf = ({ id }: ComputeInstance) =>
    machine.docker.listContainers({
      all: true,
      filters: { label: [`atelier.instance=${id}`] }
    });
  /** UUIDs of what the container of an instance sees. */
  async function seen(instance: ComputeInstance): Promise<string[]> {
    const [found] = await containersOf(instance);
    const exec = await machine.docker
      .getContainer(found!.Id)
      .exec({ Cmd: ['sh', '-c', SHOW], AttachStdout: true, Tty: true });
    return (await text(await exec.start({ Tty: true }))).trim().split(/\s+/).filter(Boolean);
  }

  const free = async (): Promise<number> => {
    const { gpus } = await server.client.compute.host();
    return gpus.filter(gpu => gpu.holders.length === 0).length;
  };

  it('are exactly those of the instance, and nobody else has them', async () => {
    const [first, second] = [await build('one', { gpus: 1 }), await build('two', { gpus: 1 })];
    expect([await seen(first), await seen(second)]).toEqual([[uuidOf(0)], [uuidOf(1)]]);
    expect(first.gpus).toEqual([{ uuid: uuidOf(0), index: 0, name: 'Stand-in GPU' }]);
    expect(await seen(await build('none', {}))).toEqual([]);
    await expect(build('third', { gpus: 1 })).rejects.toMatchObject({
      code: 'gpu-unavailable',
      message:
        'A GPU is not free: the machine has 2. Taken by the compute instance “one”, the compute instance “two”.'
    });
    await server.client.compute.update({ ...at('two'), body: { name: 'other' } });
    expect((await server.client.compute.host()).gpus).toMatchObject([
      { holders: ['the compute instance “one”'], sharing: 'exclusive' },
      { holders: ['the compute instance “other”'], sharing: 'exclusive' }
    ]);
  });

  it('are shared by those that say so, and with nobody else', async () => {
    const size = { gpus: 2, gpuSharing: 'shared' };
    const both = [await build('one', size), await build('two', size)];
    for (const instance of both) {
      expect(await seen(instance)).toEqual([uuidOf(0), uuidOf(1)]);
    }
    await expect(build('alone', { gpus: 1 })).rejects.toMatchObject({ code: 'gpu-unavailable' });
  });

  it('are free once it is stopped or deleted, and its own through a restart', async () => {
    const made = await build('one', { gpus: 2 });
    expect(await free()).toBe(0);
    await server.client.compute.restart(at('one'));
    expect(await seen(made)).toEqual([uuidOf(0), uuidOf(1)]);
    expect(await server.client.compute.stop(at('one'))).toMatchObject({ gpus: [] });
    expect(await free()).toBe(2);
    await server.client.compute.start(at('one'));
    await server.client.compute.delete(at('one'));
    expect(await free()).toBe(2);
  });

  it('are as many as its size says from its next start on, rather the same ones', async () => {
    await build('before', { gpus: 1 });
    const made = await build('one', { gpus: 1 });
    const size = { gpus: 2 };
    const resized = await server.client.compute.update({ ...at('one'), body: { size } });
    expect([resized.size.gpus, resized.gpus.length]).toEqual([2, 1]);
    expect(await seen(made)).toEqual([uuidOf(1)]);
    await expect(server.client.compute.restart(at('one'))).rejects.toMatchObject({
      code: 'gpu-unavailable'
    });
    expect(await free()).toBe(1);
    await server.client.compute.update({ ...at('one'), body: { size: { gpus: 1 } } });
    await server.client.compute.stop(at('before'));
    await server.client.compute.start(at('one'));
    expect(await seen(made)).toEqual([uuidOf(1)]);
    await expect(
      server.client.compute.update({ ...at('one'), body: { size: { gpus: 3 } } })
    ).rejects.toMatchObject({
      ...{ code: 'gpu-unavailable', message: 'The machine has fewer GPUs: 2.' },
      fields: [{ path: 'body.size.gpus' }]
    });
  });

  it('stay its own while no server runs', async () => {
    const made = await build('one', { gpus: 1 });
    await server.restart();
    expect(await seen(made)).toEqual([uuidOf(0)]);
    expect((await server.client.compute.get(at('one'))).gpus).toMatchObject([{ uuid: uuidOf(0) }]);
    expect(await seen(await build('two', { gpus: 1 }))).toEqual([uuidOf(1)]);
  });

  it('are given back by the next server where one was killed in between', async () => {
    const made = await build('one', { gpus: 1 });
    const file = join(server.data, 'atelier.db');
    await server.restart(async () => {
      const { close, queries } = openSqlite({ file });
      await sql`update compute_instances set state = 'stopped'`.execute(queries);
      await sql`insert into gpu_claims (gpu, holder, holder_name, is_shared, claimed_at, holder_kind)
        values (${uuidOf(1)}, 'nobody', 'nobody', 0, 0, 'instance')`.execute(queries);
      await close();
    });
    expect(await free()).toBe(2);
    const [container] = await containersOf(made);
    expect(container!.State).toBe('exited');
  });

  it('are never had by an instance and by a job at once', async () => {
    await build('one', { gpus: 1 });
    await server.client.clusters.create({
      params: here,
      body: { name: 'fast', image: images.small, nodeSize: { gpus: 1 }, maxNodes: 2 }
    });
    const [first, second] = [
      await submitJob(server, `${SHOW}; sleep 60`, { cluster: 'fast' }),
      await submitJob(server, SHOW, { cluster: 'fast' })
    ];
    await jobWhen(server, first.id, job => job.state === 'running');
    const waiting = await jobWhen(server, second.id, job => job.message !== null);
    expect(waiting.message).toContain('Taken by the compute instance “one”, the cluster “fast”');
    await server.client.compute.stop(at('one'));
    const ended = await whenEnded(server, second.id);
    expect(await logOf(server, ended)).toBe(`${uuidOf(0)}\n`);
    await server.client.jobs.cancel({ params: { ...here, job: first.id } });
    expect(await logOf(server, await whenEnded(server, first.id))).toBe(`${uuidOf(1)}\n`);
  });

  it('are refused with what the engine says, and free again', async () => {
    const more = await makeGpuTool(3);
    const other = await startTestServer({ docker: machine.address, gpuTool: more.path });
    const body = {
      name: 'box',
      driver: 'docker',
      image: images.kernels,
      size: { gpus: 3 }
    } as const;
    await expect(other.client.compute.create({ params: here, body })).rejects.toMatchObject({
      code: 'gpu-unavailable',
      message: 'The container engine of this machine cannot give a GPU to a container.'
    });
    const { gpus } = await other.client.compute.host();
    expect(gpus.flatMap(gpu => gpu.holders)).toEqual([]);
    await other.stop();
    await more.remove();
  });
});
