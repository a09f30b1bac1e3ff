import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { KernelSample } from '@atelier-ml/api';
import { makeGpuTool, uuidOf } from '../../drivers/gpus/testing/stand-in.ts';
import { buildTime, runCli, startTestServer, watchChanges } from '../../testing/index.ts';
import type { TestServer, TestTime } from '../../testing/index.ts';

const MIB = 1024 ** 2;
const here = { workspace: '~' };
const processes: ChildProcess[] = [];
let tool: Awaited<ReturnType<typeof makeGpuTool>>;
let server: TestServer;
let time: TestTime;

beforeAll(async () => {
  tool = await makeGpuTool(2, { power: '70.12' });
});
afterAll(() => tool.remove());
beforeEach(async () => {
  time = buildTime();
  server = await startTestServer({ ...time, gpuTool: tool.path });
});
afterEach(async () => {
  await server.stop();
  processes.splice(0).forEach(child => child.kill('SIGKILL'));
});

/** A process that stands for a kernel. */
async function startProcess(): Promise<number> {
  const child = spawn('sleep', ['600']);
  processes.push(child);
  await once(child, 'spawn');
  return child.pid!;
}

const tell = (kernelId: string, pid: number) =>
  server.client.compute.activity({
    body: { kernels: [{ kernelId, pid, busy: true, lastActivity: 0 }] }
  });
const usageOf = (kernel: string, after = 0) =>
  server.client.compute.kernelUsage({ params: { kernel }, query: { after } });

describe('what a kernel takes', () => {
  it('is measured every five seconds once Jupyter has told of it, and told as an event, whoever sets the clock', async () => {
    const pid = await startProcess();
    await expect(usageOf('k1')).rejects.toMatchObject({ code: 'not-found' });
    await tell('k1', pid);
    const first = await usageOf('k1');
    expect(first).toMatchObject({ kernelId: 'k1', pid, instance: null });
    expect(first.items).toEqual([
      expect.objectContaining({ cpuPercent: null, processes: 1, gpus: [], read: null })
    ]);
    expect(first.items[0]!.memory).toBeGreaterThan(0);
    const { cpus, memoryTotal } = await server.client.compute.host();
    expect(first).toMatchObject({ cpus, memoryLimit: memoryTotal });
    const events = await watchChanges(server);
    time.setClock(-86_400_000);
    await time.pass(5_000);
    const event = await events.next(({ kind }) => kind === 'kernel');
    expect(event).toMatchObject({ action: 'progressed', name: 'k1' });
    events.close();
    const next = await usageOf('k1', first.items[0]!.number);
    expect(next.items).toEqual([expect.objectContaining({ cpuPercent: 0, read: 0, written: 0 })]);
    const [{ number }] = next.items as [KernelSample];
    expect((await usageOf('k1', number)).items).toEqual([]);
    expect((await usageOf('k1', number + 1)).items).toHaveLength(2);
  });

  it('is that of no other process that has its number', async () => {
    const pid = await startProcess();
    const told = { kernelId: 'k1', pid, mark: 'another:1', busy: true, lastActivity: 0 };
    await server.client.compute.activity({ body: { kernels: [told] } });
    await expect(usageOf('k1')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is told against the size of its instance', async () => {
    const instance = await server.client.compute.create({
      params: here,
      body: { name: 'small', size: { cpus: 1, memoryMb: 512 } }
    });
    const pid = await startProcess();
    const params = { ...here, instance: 'small', kernel: 'k2' };
    await server.client.compute.kernels.attach({ params, body: { pid } });
    expect(await usageOf('k2')).toMatchObject({
      ...{ instance: { id: instance.id, name: 'small' }, cpus: 1, memoryLimit: 512 * MIB, pid }
    });
    const { stdout } = await runCli(['compute', 'kernels'], server.reachable);
    expect(stdout).toMatch(/k2 +small/);
  });

  it('goes with its process', async () => {
    const pid = await startProcess();
    await tell('k1', pid);
    const [child] = processes;
    child!.kill('SIGKILL');
    await once(child!, 'exit');
    await time.pass(5_000);
    await expect(usageOf('k1')).rejects.toMatchObject({ code: 'not-found' });
    expect((await server.client.compute.runningKernels()).items).toEqual([]);
  });

  it('says of a GPU whether others work on it, too', async () => {
    const [mine, other] = [await startProcess(), await startProcess()];
    await tool.putProcesses([
      { pid: mine, gpu: 0, memory: 300 },
      { pid: mine, gpu: 1, memory: 200 },
      { pid: other, gpu: 1, memory: 700 }
    ]);
    await tell('k1', mine);
    await tell('k3', other);
    const gpus = async (kernel: string) => (await usageOf(kernel)).items.at(-1)!.gpus;
    expect(await gpus('k1')).toMatchObject([
      { uuid: uuidOf(0), memoryUsed: 300 * MIB, utilizationPercent: 37, told: 'alone' },
      { uuid: uuidOf(1), memoryUsed: 200 * MIB, utilizationPercent: 38, told: 'shared' }
    ]);
    expect(await gpus('k3')).toMatchObject([{ uuid: uuidOf(1), told: 'shared' }]);
    await tool.putProcesses([]);
  });

  it('names the GPUs of its instance where no program is seen on them', async () => {
    const size = { gpus: 1 };
    await server.client.compute.create({ params: here, body: { name: 'fast', size } });
    const params = { ...here, instance: 'fast', kernel: 'k4' };
    await server.client.compute.kernels.attach({ params, body: { pid: await startProcess() } });
    const [sample] = (await usageOf('k4')).items;
    expect(sample!.gpus).toMatchObject([{ index: 0, memoryUsed: 1024 * MIB, told: 'unknown' }]);
  });
});
