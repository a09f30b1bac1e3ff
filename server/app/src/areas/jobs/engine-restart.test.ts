import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describeWithOwnEngine, startOwnEngine } from '../../drivers/compute/testing/own-engine.ts';
import type { OwnEngine } from '../../drivers/compute/testing/own-engine.ts';
import { makeKernelImage } from '../../drivers/compute/testing/test-image.ts';
import { startWaitingSocket } from '../../drivers/compute/testing/waiting-socket.ts';
import { readEvents, startTestServer } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';
import { here, jobWhen, logOf, submitJob, whenEnded } from './testing/job.ts';

jest.setTimeout(60_000);

const WAITS =
  'echo "begun $ATELIER_JOB_ATTEMPT"; until [ -e /tmp/go ]; do sleep 0.1; done; echo over';
/** Looks again whenever the studio tells of a change, until what it finds is as wanted. */
async function when<T>(
  { send }: TestServer,
  look: () => Promise<T>,
  isWanted: (found: T) => boolean
): Promise<T> {
  const events = await readEvents(send);
  try {
    for (;;) {
      const found = await look();
      if (isWanted(found)) {
        return found;
      }
      await events.next();
    }
  } finally {
    events.close();
  }
}

const RESTARTS = [['in order', 'SIGTERM'] as const, ['after it was killed', 'SIGKILL'] as const];

describe.each([
  ['leaves containers alone', true, 'SIGKILL', false],
  ['takes containers with it', false, 'SIGTERM', false],
  ['takes containers with it and is awaited at its socket', false, 'SIGTERM', true]
] as const)('a container engine that %s', (_, isLeft, usual, isAwaited) => {
  describeWithOwnEngine('and is started anew', () => {
    let engine: OwnEngine;
    let server: TestServer;
    let image: string;
    let socket: Awaited<ReturnType<typeof startWaitingSocket>> | undefined;

    beforeAll(async () => {
      engine = await startOwnEngine({ settings: { 'live-restore': isLeft } });
      image = await makeKernelImage(engine.docker);
      const path = engine.address.replace('unix://', '');
      socket = isAwaited ? await startWaitingSocket(`${path}.always`, path) : undefined;
      server = await startTestServer({ docker: socket?.address ?? engine.address });
      await server.client.clusters.create({ params: here, body: { name: 'boxes', image } });
      await server.client.compute.create({
        params: here,
        body: { name: 'box', driver: 'docker', image, warmKernels: 0 }
      });
    });
    afterAll(async () => {
      await server?.stop();
      socket?.close();
      await engine?.stop();
    });

    /** Runs a command in the one container that carries the label. */
    async function inside(label: string, ...Cmd: string[]): Promise<void> {
      const [found] = await engine.docker.listContainers({ filters: { label: [label] } });
      await (await engine.docker.getContainer(found!.Id).exec({ Cmd })).start({});
    }

    // An orderly end behind a socket that is always there looks like one of the container alone.
    it.each(RESTARTS.slice(isAwaited ? 1 : 0))('keeps jobs whole %s', async (_how, signal) => {
      const { id } = await submitJob(server, WAITS, { cluster: 'boxes' });
      await jobWhen(server, id, job => job.state === 'running');
      await engine.restart(signal);
      const attempt = isLeft ? 1 : 2;
      await jobWhen(server, id, job => job.attempt === attempt && job.state === 'running');
      await inside(`atelier.job=${id}`, 'touch', '/tmp/go');
      const job = await whenEnded(server, id);
      const begun = isLeft ? 'begun 1\n' : 'begun 1\nbegun 2\n';
      expect([job.state, job.attempt, await logOf(server, job)]).toEqual([
        ...['finished', attempt],
        `${begun}over\n`
      ]);
      expect(job.tasks.map(task => task.reason)).toEqual(
        isLeft ? ['finished'] : ['lost', 'finished']
      );
    });

    it('keeps a kernel that lives, and tells of one that does not', async () => {
      const { compute } = server.client;
      const params = { ...here, instance: 'box' };
      const kernel = { ...params, kernel: 'k1' };
      const launch = () =>
        compute.kernels.launch({
          params: kernel,
          body: { language: 'typescript', key: 'secret' }
        });
      const { execution } = await launch();
      const wait = (seconds: number, id = execution) =>
        compute.kernels.wait({ params: kernel, query: { execution: id, seconds } });
      expect(await wait(0)).toMatchObject({ running: true });
      await engine.restart(usual);
      const told = await wait(isLeft ? 0 : 20);
      if (isLeft) {
        expect(told).toMatchObject({ running: true });
        const { kernelId } = (await compute.kernels.list({ params })).items[0]!;
        expect(kernelId).toBe(kernel.kernel);
        await compute.kernels.signal({ params: kernel, body: { signal: 'SIGKILL' } });
        expect(await wait(20)).toMatchObject({ running: false, stopped: false });
      } else {
        expect(told).toMatchObject({ running: false, stopped: false });
        expect((told as { exit: { message: string } }).exit.message).toMatch(/started anew/);
      }
      expect((await compute.kernels.list({ params })).items).toEqual([]);
      const again = await launch();
      expect(await wait(0, again.execution)).toMatchObject({ running: true });
      await compute.kernels.signal({ params: kernel, body: { signal: 'SIGKILL' } });
      await wait(20, again.execution);
    });

    it('sets an instance up once more', async () => {
      const { compute } = server.client;
      const params = { ...here, instance: 'made' };
      const setupScript =
        'if [ -e "$HOME/again" ]; then exit 0; fi; touch "$HOME/again"; sleep 600';
      const body = { name: params.instance, driver: 'docker' as const, image, setupScript };
      const { id } = await compute.create({ params: here, body: { ...body, warmKernels: 0 } });
      const get = () => compute.get({ params });
      await when(server, get, ({ setUp }) => setUp?.state === 'running');
      while (!existsSync(join(server.data, 'compute', id, 'home', 'again'))) {
        await pause(20);
      }
      await engine.restart(usual);
      const { problem } = await when(server, get, ({ setUp }) => setUp?.state === 'done');
      expect(problem).toBeNull();
    });

    it('builds what was being built once more', async () => {
      const { environments } = server.client;
      const name = 'slow';
      const spec = { kind: 'packages' as const, base: image, setUp: ['sleep 3'] };
      await environments.create({ params: here, body: { name, spec, build: true } });
      const params = { ...here, environment: name, version: 1 };
      const get = () => environments.versions.get({ params });
      await when(server, get, ({ steps }) =>
        steps.some(step => step.name.includes('sleep') && step.state === 'started')
      );
      await engine.restart(usual);
      const built = await when(
        server,
        get,
        ({ state }) => state !== 'queued' && state !== 'building'
      );
      expect([built.state, built.error]).toEqual(['ready', null]);
      const { text } = await environments.versions.log({ params, query: { after: 0 } });
      expect(text).toContain('begun anew');
    });
  });
});
