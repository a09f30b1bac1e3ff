import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildTime, describeOnEachDatabase } from '../../testing/index.ts';
import { here, jobWhen, submitJob, whenEnded } from './testing/job.ts';

const DAY = 86_400_000;

describeOnEachDatabase('jobs below a clock that is set', on => {
  it.each([DAY, -DAY])(
    'end when their time is over, and not when the clock says so (%d ms)',
    async by => {
      const time = buildTime();
      const server = await on.startServer(time);
      const { id } = await submitJob(server, 'exec sleep 60', { timeoutSeconds: 60 });
      await jobWhen(server, id, job => job.state === 'running');
      time.setClock(by);
      await time.pass(30_000);
      expect(await server.client.jobs.get({ params: { ...here, job: id } })).toMatchObject({
        state: 'running'
      });
      await time.pass(40_000);
      expect(await whenEnded(server, id)).toMatchObject({ state: 'failed', reason: 'timed-out' });
    }
  );

  it.each([DAY, -DAY])('tell how long they really ran (%d ms)', async by => {
    const time = buildTime();
    const server = await on.startServer(time);
    const gate = join(server.data, 'gate');
    const { id } = await submitJob(server, `until test -e '${gate}'; do sleep 0.05; done`);
    await jobWhen(server, id, job => job.state === 'running');
    await time.pass(20_000);
    time.setClock(by);
    await time.pass(20_000);
    await writeFile(gate, '');
    const { durationMs, tasks } = await whenEnded(server, id);
    expect([durationMs, tasks.map(task => task.durationMs)]).toEqual([40_000, [40_000]]);
  });

  it('are tried again after their delay, though the clock was set back', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    const { id } = await submitJob(server, 'test "$ATELIER_JOB_ATTEMPT" = 2', {
      ...{ maxRetries: 1, retryDelaySeconds: 60 }
    });
    await jobWhen(server, id, job => job.state === 'queued' && job.attempt === 1);
    time.setClock(-DAY);
    await time.pass(2_000);
    expect(await whenEnded(server, id)).toMatchObject({ state: 'finished', attempt: 2 });
  });

  it('keep their order in the queue', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    await server.client.clusters.create({
      params: here,
      body: { name: 'one', driver: 'process', maxNodes: 1 }
    });
    const gate = join(server.data, 'gate');
    const hold = `until test -e '${gate}'; do sleep 0.05; done`;
    const first = await submitJob(server, hold, { cluster: 'one' });
    await jobWhen(server, first.id, job => job.state === 'running');
    const second = await submitJob(server, 'true', { cluster: 'one' });
    time.setClock(-DAY);
    const third = await submitJob(server, 'true', { cluster: 'one' });
    expect([second.position, third.position]).toEqual([1, 2]);
    await writeFile(gate, '');
    await whenEnded(server, first.id);
    for (const { id } of [second, third]) {
      await time.pass(2_000);
      expect(await whenEnded(server, id)).toMatchObject({ state: 'finished' });
    }
  });
});
