import { describeOnEachDatabase } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';
import { here, jobWhen, logOf, submitJob, whenEnded } from './testing/job.ts';

/** More than are looked at together. */
const MANY = 105;
const PATIENCE = 120_000;

describeOnEachDatabase('a long queue', on => {
  async function startWithCluster(maxNodes: number): Promise<TestServer> {
    const server = await on.startServer();
    await server.client.clusters.create({
      params: here,
      body: { name: 'few', driver: 'process', maxNodes }
    });
    return server;
  }

  it('lets go of a job far behind as soon as it is cancelled, and of all of an array', async () => {
    const server = await startWithCluster(1);
    const { jobs } = server.client;
    const busy = await submitJob(server, 'sleep 600', { cluster: 'few' });
    const array = await submitJob(server, 'true', { cluster: 'few', array: { count: 2 * MANY } });
    const last = await submitJob(server, 'true', { cluster: 'few' });
    await jobs.cancel({ params: { ...here, job: last.id } });
    expect(await whenEnded(server, last.id)).toMatchObject({ state: 'cancelled', attempt: 0 });
    await jobs.cancel({ params: { ...here, job: array.id } });
    const { children } = await whenEnded(server, array.id);
    expect(children).toMatchObject({ cancelled: 2 * MANY, queued: 0 });
    await jobs.cancel({ params: { ...here, job: busy.id } });
    expect(await whenEnded(server, busy.id)).toMatchObject({ state: 'cancelled', attempt: 1 });
  });

  it(
    'is not held up by jobs that wait for their next attempt',
    async () => {
      const server = await startWithCluster(4);
      const array = await submitJob(server, 'exit 1', {
        cluster: 'few',
        array: { count: MANY },
        maxRetries: 1,
        retryDelaySeconds: 3_600
      });
      const behind = await submitJob(server, 'echo done', { cluster: 'few' });
      const job = await whenEnded(server, behind.id);
      expect(await logOf(server, job)).toBe('done\n');
      const { children } = await jobWhen(server, array.id, each => each.children?.queued === MANY);
      expect(children).toMatchObject({ failed: 0, running: 0 });
      await server.client.jobs.cancel({ params: { ...here, job: array.id } });
      await whenEnded(server, array.id);
    },
    PATIENCE
  );
});
