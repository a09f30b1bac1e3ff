import { userInfo } from 'node:os';
import { expenseOf, NO_CONSUMPTION } from '@atelier-ml/api';
import { describeOnEachDatabase } from '../../testing/index.ts';
import { makeGpuTool } from '../../drivers/gpus/testing/stand-in.ts';
import { buildTime } from '../../testing/time.ts';
import { submitJob, whenEnded } from '../jobs/testing/job.ts';

const here = { workspace: '~' };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A few minutes before a full hour. */
function buildTimeNearHour() {
  const time = buildTime();
  time.setClock(HOUR - (time.clock() % HOUR) - 5 * MINUTE);
  return time;
}

const PRICES = {
  pricePerCpuHour: 1,
  pricePerMemoryGibHour: 0,
  pricePerKwh: 0,
  wattsPerIdleCpu: 2,
  wattsPerMemoryGib: 0,
  powerUsageEffectiveness: 1
};

describeOnEachDatabase('usage over time', on => {
  it('adds up what instances reserve, by the hour and by who has it', async () => {
    const time = buildTimeNearHour();
    const server = await on.startServer(time);
    const alice = server.clientOf('alice');
    await server.client.usage.rates.set({ body: PRICES });
    const body = { name: 'box', size: { cpus: 2, memoryMb: 512 } };
    const { id } = await alice.compute.create({ params: here, body });
    await time.pass(12 * MINUTE);
    await alice.compute.stop({ params: { ...here, instance: id } });
    await time.pass(3 * MINUTE);
    const history = await server.client.usage.history({ query: { every: 'hour' } });
    expect(history.items).toEqual([
      expect.objectContaining({ kind: 'instance', id, name: 'box', user: 'alice' })
    ]);
    const { consumption, expense } = history.total;
    expect(consumption).toMatchObject({ cpuHours: expect.closeTo(0.4, 1) as number });
    expect(consumption.memoryGibHours).toBeCloseTo(0.1, 1);
    expect(expense).toMatchObject({ currency: 'EUR', cost: expect.closeTo(0.4, 1) as number });
    expect(expense.energyKwh).toBeCloseTo(0.0008, 4);
    expect(history.buckets.length).toBe(2);
    const sum = history.buckets.reduce((total, bucket) => total + bucket.expense.cost, 0);
    expect(sum).toBeCloseTo(expense.cost, 6);
    const ofBob = await server.client.usage.history({ query: { user: 'bob' } });
    expect(ofBob.items).toEqual([]);
    const ofIt = await server.client.usage.history({ query: { subject: id } });
    expect(ofIt.total).toEqual(history.total);
  });

  it('reckons each hour by the rate card of its time', async () => {
    const time = buildTimeNearHour();
    const { client } = await on.startServer(time);
    await client.usage.rates.set({ body: PRICES });
    const later = time.clock() + 5 * MINUTE;
    await client.usage.rates.set({ body: { pricePerCpuHour: 10, validFrom: later } });
    await client.compute.create({ params: here, body: { name: 'box', size: { cpus: 1 } } });
    await time.pass(10 * MINUTE);
    const { buckets } = await client.usage.history({ query: { every: 'hour' } });
    for (const { at, consumption, expense } of buckets) {
      const price = at + HOUR > later ? 10 : 1;
      expect(expense.cost).toBeCloseTo(consumption.cpuHours * price, 6);
    }
    expect(new Set(buckets.map(({ at }) => at + HOUR > later)).size).toBe(2);
    const { current, items } = await client.usage.rates.list();
    const setBy = userInfo().username;
    expect(current).toMatchObject({ pricePerCpuHour: 10, isEstimate: false, setBy });
    expect(items.map(each => each.isEstimate)).toEqual([false, false, true]);
  });

  it('keeps to one currency', async () => {
    const { client } = await on.startServer();
    await client.usage.rates.set({ body: { currency: 'USD' } });
    await expect(client.usage.rates.set({ body: { currency: 'EUR' } })).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'The rate cards are in USD.'
    });
  });

  it('loses nothing that was added up when the server is stopped, and adds no time without one', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    const body = { name: 'box', size: { cpus: 1 } };
    await server.client.compute.create({ params: here, body });
    await time.pass(6 * MINUTE);
    await server.restart();
    const before = (await server.client.usage.history({ query: {} })).total.consumption.cpuHours;
    expect(before).toBeCloseTo(0.1, 2);
    await time.sleep(5 * HOUR);
    const after = (await server.client.usage.history({ query: {} })).total.consumption.cpuHours;
    expect(after - before).toBeLessThan(0.1);
  });

  it('tells what a job has come to as metrics of its run, and under its user', async () => {
    const server = await on.startServer();
    const { client } = server;
    await client.usage.rates.set({ body: { ...PRICES, pricePerCpuHour: 3600 } });
    await client.clusters.create({
      params: here,
      body: { name: 'two', driver: 'process', nodeSize: { cpus: 2 }, maxNodes: 1 }
    });
    const alice = { ...server, client: server.clientOf('alice') };
    const job = await submitJob(alice, 'sleep 2', { cluster: 'two' });
    const ended = await whenEnded(server, job.id);
    const run = await client.runs.get({ params: { ...here, run: ended.run } });
    const cost = run.metrics['system/cost']!.last as number;
    expect(cost).toBeGreaterThan(2);
    expect(run.metrics['system/energy_kilowatt_hours']!.last).toBeGreaterThan(0);
    expect(run.metrics['system/carbon_dioxide_equivalent_grams']!.last).toBeGreaterThan(0);
    expect(run.metricDefinitions['system/cost']).toMatchObject({ unit: 'EUR' });
    expect(run.metricDefinitions['system/energy_kilowatt_hours']).toMatchObject({ unit: 'kWh' });
    const { items } = await client.usage.history({ query: { user: 'alice' } });
    expect(items).toEqual([expect.objectContaining({ kind: 'job', id: job.id, user: 'alice' })]);
    expect(items[0]!.expense.cost).toBeCloseTo(cost, 6);
  });

  it('counts GPUs in quotas, and what they say they take', async () => {
    const tool = await makeGpuTool(2, { power: '150.00' });
    const time = buildTime();
    const { client } = await on.startServer({ ...time, gpuTool: tool.path });
    await client.usage.rates.set({ body: { ...PRICES, pricePerGpuHour: 2 } });
    const quota = { params: { scope: 'user' as const, subject: 'local' }, body: { gpus: 1 } };
    await client.usage.quotas.set(quota);
    const build = (name: string) =>
      client.compute.create({ params: here, body: { name, size: { cpus: 1, gpus: 1 } } });
    await build('fast');
    await expect(build('faster')).rejects.toMatchObject({
      code: 'quota-exceeded',
      fields: [{ path: 'body.size.gpus', message: 'can be at most 0' }]
    });
    await time.pass(3 * MINUTE);
    const { consumption, expense } = (await client.usage.history({ query: {} })).total;
    expect(consumption.gpuHours).toBeCloseTo(0.05, 2);
    expect(consumption.measuredGpuKwh).toBeCloseTo(0.15 * consumption.measuredGpuHours, 9);
    expect(consumption.measuredGpuHours).toBeGreaterThan(0.03);
    expect(expense.cost).toBeGreaterThan(2 * consumption.gpuHours);
    await tool.remove();
  });

  it('tells what a kernel has worked', async () => {
    const { client } = await on.startServer();
    const { id } = await client.compute.create({ params: here, body: { name: 'box' } });
    const params = { ...here, instance: id };
    await client.compute.kernels.attach({
      params: { ...params, kernel: 'k1' },
      body: { pid: process.ppid }
    });
    const { items } = await client.compute.kernels.list({ params });
    const { current } = await client.usage.rates.list();
    const [kernel] = items;
    const hours = kernel!.cpuSeconds / 3600;
    expect(kernel!.cpuSeconds).toBeGreaterThan(0);
    expect(kernel!.expense).toEqual(
      expenseOf({ ...NO_CONSUMPTION, cpuHours: hours, busyCpuHours: hours }, current)
    );
  });
});
