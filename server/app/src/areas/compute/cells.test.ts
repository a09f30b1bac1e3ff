import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { makeGpuTool } from '../../drivers/gpus/testing/stand-in.ts';
import { buildTime, describeOnEachDatabase, runCli } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';

const here = { workspace: '~' };
const notebook = 'work/train.ipynb';
const SECOND = 1 / 3_600;
const processes: ChildProcess[] = [];

afterEach(() => processes.splice(0).forEach(child => child.kill('SIGKILL')));

/** A process that stands for a kernel. */
async function startProcess(): Promise<number> {
  const child = spawn('sleep', ['600']);
  processes.push(child);
  await once(child, 'spawn');
  return child.pid!;
}

async function startKernel({ client }: TestServer, instance: string, kernel: string) {
  const params = { ...here, instance, kernel };
  await client.compute.kernels.attach({ params, body: { pid: await startProcess() } });
}
const begin = ({ client }: TestServer, kernel: string, execution: string, cellId = 'c1') =>
  client.compute.beginCell({ params: { kernel, execution }, body: { cellId, notebook } });
const end = ({ client }: TestServer, kernel: string, execution: string, executionCount = 1) =>
  client.compute.endCell({ params: { kernel, execution }, body: { executionCount } });

describeOnEachDatabase('what a cell costs', on => {
  async function startServer(size: object = { cpus: 2, memoryMb: 1_024 }) {
    const time = buildTime();
    const tool = await makeGpuTool(1, { power: '360' });
    const server = await on.startServer({ ...time, gpuTool: tool.path });
    await tool.putProcesses([]);
    await server.client.compute.create({ params: here, body: { name: 'small', size } });
    await startKernel(server, 'small', 'k1');
    return { server, time, tool };
  }

  it('is what its instance holds meanwhile: seconds and energy, and money by a rate card', async () => {
    const { server, time, tool } = await startServer({ cpus: 2, memoryMb: 1_024, gpus: 1 });
    await time.pass(3_000);
    await begin(server, 'k1', 'm1');
    await time.pass(12_000);
    const first = await end(server, 'k1', 'm1', 7);
    expect(first).toMatchObject({
      ...{ cellId: 'c1', notebook, executionCount: 7, seconds: 12, cost: null, isEstimate: true },
      instance: { name: 'small' }
    });
    const { consumption } = first;
    expect(consumption.cpuHours).toBeCloseTo(24 * SECOND, 9);
    expect(consumption.memoryGibHours).toBeCloseTo(12 * SECOND, 9);
    expect(consumption.gpuHours).toBeCloseTo(12 * SECOND, 9);
    // 360 W over 12 s are 1.2 Wh; the idle processors and the memory add some
    expect(consumption.measuredGpuKwh * 1_000).toBeCloseTo(1.2, 6);
    expect(first.energyKwh * 1_000).toBeGreaterThan(1.2);
    const set = { pricePerCpuHour: 36, pricePerGpuHour: 360, pricePerKwh: 0 };
    await server.client.usage.rates.set({ body: { ...set, pricePerMemoryGibHour: 0 } });
    await begin(server, 'k1', 'm2');
    await time.pass(10_000);
    const { cost } = await end(server, 'k1', 'm2');
    expect(cost!.amount).toBeCloseTo(0.2 + 1, 6);
    expect(await end(server, 'k1', 'm2')).toMatchObject({ cost });
    await tool.remove();
  });

  it('is shared among the cells that run on the instance at the same time', async () => {
    const { server, time, tool } = await startServer();
    await startKernel(server, 'small', 'k2');
    await begin(server, 'k1', 'm1');
    await time.pass(5_000);
    await begin(server, 'k2', 'm2', 'c2');
    await time.pass(5_000);
    const hours = async (kernel: string, id: string) =>
      (await end(server, kernel, id)).consumption.cpuHours / SECOND;
    expect(await hours('k1', 'm1')).toBeCloseTo(2 * 5 + 1 * 5, 6);
    expect(await hours('k2', 'm2')).toBeCloseTo(1 * 5, 6);
    await tool.remove();
  });

  it('is what a kernel takes where nothing limits it', async () => {
    const { server, time, tool } = await startServer();
    const told = { kernelId: 'k3', pid: await startProcess(), busy: true, lastActivity: 0 };
    await server.client.compute.activity({ body: { kernels: [told] } });
    await begin(server, 'k3', 'm1');
    await time.pass(5_000);
    const { consumption, instance } = await end(server, 'k3', 'm1');
    expect(instance).toBeNull();
    expect(consumption).toMatchObject({ cpuHours: consumption.busyCpuHours, gpuHours: 0 });
    expect(consumption.memoryGibHours).toBeGreaterThan(0);
    await tool.remove();
  });

  it('is that of a cell up to the end of its kernel, and no longer shared with it then', async () => {
    const { server, time, tool } = await startServer();
    await startKernel(server, 'small', 'k2');
    await begin(server, 'k1', 'm1');
    await begin(server, 'k2', 'm2', 'c2');
    await time.pass(5_000);
    processes[0]!.kill('SIGKILL');
    await once(processes[0]!, 'exit');
    await time.pass(5_000); // the look that finds it gone
    await time.pass(5_000);
    const gone = await end(server, 'k1', 'm1');
    expect(gone).toMatchObject({ seconds: 5, executionCount: null });
    expect(gone.consumption.cpuHours / SECOND).toBeCloseTo(5, 6);
    const { consumption } = await end(server, 'k2', 'm2');
    expect(consumption.cpuHours / SECOND).toBeGreaterThanOrEqual(5 + 5 + 10 - 1e-6);
    await tool.remove();
  });

  it('is kept, also of a cell whose browser has gone, and told by notebook and by cell', async () => {
    const { server, time, tool } = await startServer();
    await begin(server, 'k1', 'm1');
    await time.pass(5_000);
    const rests = { kernelId: 'k1', busy: false, lastActivity: time.clock() };
    await server.client.compute.activity({ body: { kernels: [{ ...rests, lastActivity: 0 }] } });
    expect((await server.client.compute.cells({ query: {} })).items).toEqual([]);
    await server.client.compute.activity({ body: { kernels: [rests] } });
    await begin(server, 'k1', 'm2');
    await time.pass(2_000);
    await end(server, 'k1', 'm2');
    await begin(server, 'k1', 'm3', 'c2');
    await end(server, 'k1', 'm3');
    await server.restart();
    const { client } = server;
    const ids = (items: { id: string }[]) => items.map(({ id }) => id);
    const query = { notebook, cell: 'c1' };
    expect(ids((await client.compute.cells({ query })).items)).toEqual(['m2', 'm1']);
    const before = { ...query, from: 0, to: time.clock() - 4_000 };
    expect(ids((await client.compute.cells({ query: before })).items)).toEqual(['m1']);
    const body = { notebook, cells: ['c2', 'c1', 'c9'] };
    expect(ids((await client.compute.lastOfCells({ body })).items).toSorted()).toEqual([
      'm2',
      'm3'
    ]);
    const copy = { ...body, notebook: 'work/copy.ipynb' };
    expect((await client.compute.lastOfCells({ body: copy })).items).toEqual([]);
    const others = server.clientOf('eve').compute.lastOfCells({ body });
    expect((await others).items).toEqual([]);
    await expect(end(server, 'k1', 'm9')).rejects.toMatchObject({ code: 'not-found' });
    await expect(begin(server, 'k9', 'm1')).rejects.toMatchObject({ code: 'not-found' });
    if (on.kind === 'sqlite') {
      const args = ['compute', 'cells', '--cell', 'c1'];
      const { stdout } = await runCli(args, server.reachable);
      expect(stdout).toMatch(/train\.ipynb.*no rate card/);
    }
    await tool.remove();
  });
});
