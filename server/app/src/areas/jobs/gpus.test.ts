import { makeGpuTool, uuidOf } from '../../drivers/gpus/testing/stand-in.ts';
import { describeOnEachDatabase, readEvents } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';
import { here, jobWhen, logOf, submitJob, whenEnded } from './testing/job.ts';

let tool: Awaited<ReturnType<typeof makeGpuTool>>;
beforeAll(async () => {
  tool = await makeGpuTool(2, { power: '70.12' });
});
afterAll(() => tool.remove());

const buildCluster = ({ client }: TestServer, name: string, nodeSize: object, more: object = {}) =>
  client.clusters.create({
    params: here,
    body: { name, driver: 'process', nodeSize, maxNodes: 4, idleSeconds: 0, ...more }
  });
const SHOW = 'echo $CUDA_VISIBLE_DEVICES; until test -e "$GATE"; do sleep 0.1; done';

describeOnEachDatabase('GPUs of clusters', on => {
  it('are had by one node alone, and by the next one when it is gone', async () => {
    const server = await on.startServer({ gpuTool: tool.path });
    await buildCluster(server, 'fast', { gpus: 1 });
    const environmentVariables = { GATE: `${server.data}/gate` };
    const wanted = { cluster: 'fast', environmentVariables };
    const first = await submitJob(server, SHOW, wanted);
    const second = await submitJob(server, SHOW, wanted);
    for (const { id } of [first, second]) {
      await jobWhen(server, id, job => job.state === 'running');
    }
    const third = await submitJob(server, 'echo $CUDA_VISIBLE_DEVICES', wanted);
    const waiting = await jobWhen(server, third.id, job => job.message !== null);
    expect(waiting).toMatchObject({
      state: 'queued',
      message: 'A GPU is not free: the machine has 2. Taken by the cluster “fast”.'
    });
    await server.client.jobs.cancel({ params: { ...here, job: first.id } });
    const ended = await whenEnded(server, third.id);
    expect((await logOf(server, ended)).trim()).toBe(uuidOf(0));
    await server.client.jobs.cancel({ params: { ...here, job: second.id } });
    expect(await logOf(server, await whenEnded(server, second.id))).toContain(uuidOf(1));
  });

  it('may be shared where both say so, and not with who does not', async () => {
    const server = await on.startServer({ gpuTool: tool.path });
    const environmentVariables = { GATE: `${server.data}/gate` };
    await buildCluster(server, 'both', { gpus: 2, gpuSharing: 'shared' });
    const jobs = [1, 2].map(() =>
      submitJob(server, SHOW, { cluster: 'both', environmentVariables })
    );
    for (const { id } of await Promise.all(jobs)) {
      await jobWhen(server, id, job => job.state === 'running');
    }
    await buildCluster(server, 'alone', { gpus: 1 });
    const { id } = await submitJob(server, 'true', { cluster: 'alone' });
    const job = await jobWhen(server, id, found => found.message !== null);
    expect(job.message).toMatch(/Taken by the cluster “both”/);
    for (const other of await Promise.all(jobs)) {
      await server.client.jobs.cancel({ params: { ...here, job: other.id } });
    }
    expect(await whenEnded(server, id)).toMatchObject({ state: 'finished' });
  });

  it('are measured for the run of the job that has them, as are its disks', async () => {
    const server = await on.startServer({ gpuTool: tool.path });
    await buildCluster(server, 'fast', { gpus: 2 });
    const environmentVariables = { GATE: `${server.data}/gate` };
    const { id, run } = await submitJob(server, SHOW, { cluster: 'fast', environmentVariables });
    const events = await readEvents(server.send);
    const metrics = async () =>
      (await server.client.runs.get({ params: { ...here, run } })).metrics as Record<
        string,
        { last: number } | undefined
      >;
    let told = {} as Awaited<ReturnType<typeof metrics>>;
    while (!told['system/disk_write_megabytes']) {
      await events.next();
      told = await metrics().catch(() => ({})); // it has not begun
    }
    events.close();
    const last = (name: string) => told[`system/${name}`]?.last;
    expect(last('gpu_0_utilization_percentage')).toBe(37);
    expect(last('gpu_1_utilization_percentage')).toBe(38);
    expect(last('gpu_0_memory_usage_megabytes')).toBe(1024);
    expect(last('gpu_0_memory_usage_percentage')).toBe(1.25);
    expect(last('gpu_0_power_usage_watts')).toBe(70.12);
    expect(last('disk_read_megabytes')).toBeGreaterThanOrEqual(0);
    await server.client.jobs.cancel({ params: { ...here, job: id } });
    await whenEnded(server, id);
  }, 60_000);

  it('are told by the machine, and refused where it has fewer', async () => {
    const server = await on.startServer({ gpuTool: tool.path });
    const { gpus } = await server.client.compute.host();
    expect(gpus.map(gpu => [gpu.uuid, gpu.utilizationPercent])).toEqual([
      [uuidOf(0), 37],
      [uuidOf(1), 38]
    ]);
    await expect(buildCluster(server, 'many', { gpus: 3 })).rejects.toMatchObject({
      code: 'gpu-unavailable',
      message: 'The machine has fewer GPUs: 2.'
    });
  });
});
