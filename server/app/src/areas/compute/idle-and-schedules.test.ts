import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { makeGpuTool } from '../../drivers/gpus/testing/stand-in.ts';
import { buildTime, describeOnEachDatabase, watchChanges } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const here = { workspace: '~' };
const params = { ...here, instance: 'small' };
/** The clock of a test begins on a Tuesday at 22:13:20 UTC. */
const BEGIN = 1_700_000_000_000;
const processes: ChildProcess[] = [];

afterEach(() => processes.splice(0).forEach(child => child.kill('SIGKILL')));

const build = ({ client }: TestServer, more: object) =>
  client.compute.create({ params: here, body: { name: 'small', ...more } });
const get = ({ client }: TestServer) => client.compute.get({ params });

/** A process that stands for a kernel of the instance. */
async function startKernel({ client }: TestServer, kernel: string): Promise<void> {
  const child = spawn('sleep', ['600']);
  processes.push(child);
  await once(child, 'spawn');
  await client.compute.kernels.attach({ params: { ...params, kernel }, body: { pid: child.pid! } });
}

describeOnEachDatabase('idle instances', on => {
  it('are warned of, then stopped', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    await build(server, { idleShutdownMinutes: 20 });
    expect((await get(server)).idle).toBeNull();
    await time.pass(14 * MINUTE);
    expect((await get(server)).idle).toMatchObject({ warned: false });
    const events = await watchChanges(server);
    await time.pass(1.5 * MINUTE);
    await events.next(event => event.kind === 'compute' && event.action === 'updated');
    events.close();
    const { idle } = await get(server);
    expect(idle?.warned).toBe(true);
    expect(idle!.stopsAt - time.clock()).toBeLessThanOrEqual(5 * MINUTE);
    await time.pass(5 * MINUTE);
    expect(await get(server)).toMatchObject({ state: 'stopped', stopReason: 'idle', idle: null });
    await server.client.compute.start({ params });
    await time.pass(10 * MINUTE);
    expect(await get(server)).toMatchObject({ state: 'running', stopReason: null });
  });

  it('are kept when somebody says so', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    await build(server, { idleShutdownMinutes: 10 });
    await time.pass(9 * MINUTE);
    expect((await get(server)).idle?.warned).toBe(true);
    expect((await server.client.compute.keep({ params })).idle).toBeNull();
    await time.pass(9 * MINUTE);
    expect((await get(server)).state).toBe('running');
    await time.pass(2 * MINUTE);
    expect((await get(server)).state).toBe('stopped');
  });

  it('are not idle while a kernel works, though it takes no processor', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    await build(server, { idleShutdownMinutes: 5 });
    await startKernel(server, 'k1');
    const tell = (busy: boolean) =>
      server.client.compute.activity({
        body: { kernels: [{ kernelId: 'k1', busy, lastActivity: BEGIN }] }
      });
    for (let minute = 0; minute < 12; minute++) {
      await tell(true);
      await time.pass(MINUTE);
    }
    expect(await get(server)).toMatchObject({ state: 'running', kernelCount: 1 });
    await tell(false);
    await time.pass(6 * MINUTE);
    expect(await get(server)).toMatchObject({ state: 'stopped', kernelCount: 0 });
  });

  it('are idle again when Jupyter tells nothing more', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    await build(server, { idleShutdownMinutes: 5 });
    await startKernel(server, 'k1');
    await server.client.compute.activity({
      body: { kernels: [{ kernelId: 'k1', busy: true, lastActivity: BEGIN }] }
    });
    await time.pass(4 * MINUTE);
    expect((await get(server)).state).toBe('running');
    await time.pass(4 * MINUTE);
    expect((await get(server)).state).toBe('stopped');
  });

  it('are not idle while a GPU of theirs works, unless others may have it, too', async () => {
    const time = buildTime();
    const tool = await makeGpuTool(3, { work: index => (index === 1 ? 0 : 80) });
    const server = await on.startServer({ ...time, gpuTool: tool.path });
    const named = (name: string, gpuSharing: 'exclusive' | 'shared') =>
      server.client.compute.create({
        params: here,
        body: { name, idleShutdownMinutes: 5, size: { gpus: 1, gpuSharing } }
      });
    await named('works', 'exclusive');
    await named('rests', 'exclusive');
    await named('shares', 'shared');
    await named('too', 'shared');
    await time.pass(6 * MINUTE);
    const { items } = await server.client.compute.list({ params: here, query: {} });
    expect(items.map(({ name, state }) => [name, state])).toEqual([
      ['rests', 'stopped'],
      ['shares', 'stopped'],
      ['too', 'stopped'],
      ['works', 'running']
    ]);
    await tool.remove();
  });

  it('are not stopped by a machine that slept, nor by a clock that is set', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    await build(server, { idleShutdownMinutes: 10 });
    await time.sleep(5 * HOUR);
    time.setClock(-2 * HOUR);
    await time.pass(4 * MINUTE);
    expect(await get(server)).toMatchObject({ state: 'running', idle: { warned: false } });
  });

  it('that are never to be stopped go on', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    await build(server, {});
    await time.pass(HOUR);
    expect(await get(server)).toMatchObject({ state: 'running', idle: null });
  });
});

describeOnEachDatabase('schedules of instances', on => {
  const daily = [
    { action: 'start', cron: '30 22 * * *', timeZone: 'UTC' },
    { action: 'stop', cron: '0 0 * * *', timeZone: 'Europe/Berlin' }
  ] as const;

  it('start and stop them, each in its time zone, also after a restart of the server', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    const made = await build(server, { schedules: daily });
    expect(made.schedules.map(({ next }) => new Date(next[0]!).toISOString())).toEqual([
      '2023-11-14T22:30:00.000Z',
      '2023-11-14T23:00:00.000Z'
    ]);
    await server.client.compute.stop({ params });
    await time.pass(16 * MINUTE);
    expect((await get(server)).state).toBe('stopped');
    await time.pass(2 * MINUTE);
    expect((await get(server)).state).toBe('running');
    await server.client.compute.stop({ params });
    await server.restart();
    await time.pass(5 * MINUTE);
    expect(await get(server)).toMatchObject({ state: 'stopped', stopReason: 'user' });
    await server.client.compute.start({ params });
    await time.pass(25 * MINUTE);
    expect(await get(server)).toMatchObject({ state: 'stopped', stopReason: 'schedule' });
  });

  it('do late what was missed by some minutes, and leave out what is long past', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    await build(server, { schedules: daily });
    await time.sleep(50 * MINUTE);
    expect((await get(server)).state).toBe('stopped');
    await time.sleep(24 * HOUR);
    await server.client.compute.start({ params });
    await time.sleep(20 * MINUTE);
    await time.pass(MINUTE);
    expect((await get(server)).state).toBe('running');
  });

  it('go on after a clock that was far ahead', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    await build(server, { schedules: [daily[0]] });
    time.setClock(48 * HOUR);
    await time.sleep(20 * MINUTE);
    await server.client.compute.stop({ params });
    time.setClock(-48 * HOUR - 10 * MINUTE);
    await time.pass(MINUTE);
    expect((await get(server)).state).toBe('stopped');
    await time.pass(10 * MINUTE);
    expect((await get(server)).state).toBe('running');
  });

  it.each([
    ['a time that is none', { cron: '99 8 * * *', timeZone: 'UTC' }, 'cron'],
    ['a day that never comes', { cron: '0 0 31 2 *', timeZone: 'UTC' }, 'cron'],
    ['seconds', { cron: '* * * * * *', timeZone: 'UTC' }, 'cron'],
    ['a zone that is nowhere', { cron: '0 8 * * *', timeZone: 'Mars/Base' }, 'timeZone']
  ] as const)('refuse %s', async (_, schedule, field) => {
    const server = await on.startServer();
    const refused = build(server, { schedules: [{ action: 'stop', ...schedule }] });
    await expect(refused).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(`“${schedule[field]}” `),
      fields: [{ path: `body.schedules.0.${field}` }]
    });
  });
});
