import type { StudioEvent } from '@atelier-ml/api';
import {
  buildRunLogger,
  buildTime,
  describeOnEachDatabase,
  end,
  metric,
  start,
  watchChanges
} from '../../testing/index.ts';
import type { DatabaseCase, RunLogger, TestServer } from '../../testing/index.ts';
import { QUIET_PATIENCE } from './staleness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const inDefault = { workspace: 'default' };

/** A server whose time a test owns, and a run that writes to it. */
async function buildRunning(on: DatabaseCase) {
  const time = buildTime();
  const server = await on.startServer(time);
  const logger = buildRunLogger(server);
  await logger.log(start('training', { name: 'r' }));
  return { time, server, logger };
}

async function statusOf({ client }: TestServer, { run }: Pick<RunLogger, 'run'>): Promise<string> {
  return (await client.runs.get({ params: { ...inDefault, run } })).status;
}

/** What a writer sends when it has nothing to say. */
const beat = (logger: RunLogger) => logger.send(logger.entries.length + 1);

describeOnEachDatabase('a run whose writer lives', on => {
  it('is running as long as it is heard of, whether it says something or not', async () => {
    const { logger, server, time } = await buildRunning(on);
    for (let minute = 0; minute < 3; minute++) {
      for (const say of [beat, () => logger.log(metric('loss', 1)), beat]) {
        await time.pass(20_000);
        await say(logger);
        expect(await statusOf(server, logger)).toBe('running');
      }
    }
  });

  it.each([
    ['forward', 5 * HOUR],
    ['backward', -5 * HOUR]
  ])('is not stale when the clock is set %s', async (_, by) => {
    const { logger, server, time } = await buildRunning(on);
    await time.pass(15_000);
    time.setClock(by);
    await time.pass(30_000);
    expect(await statusOf(server, logger)).toBe('running');
    await beat(logger);
    await time.pass(50_000);
    expect(await statusOf(server, logger)).toBe('running');
    const active = await server.client.experiments.get({
      params: { ...inDefault, experiment: 'training' }
    });
    expect(active.activeRunCount).toBe(1);
  });

  it('is not stale when the machine wakes up', async () => {
    const { logger, server, time } = await buildRunning(on);
    await time.sleep(9 * HOUR);
    expect(await statusOf(server, logger)).toBe('running');
    await time.pass(30_000);
    await beat(logger);
    await time.pass(50_000);
    expect(await statusOf(server, logger)).toBe('running');
  });

  it('is not stale when a server starts after hours, before it has had the time to be heard', async () => {
    const { logger, server, time } = await buildRunning(on);
    await time.pass(30_000);
    time.setClock(12 * HOUR);
    await server.restart();
    await time.pass(50_000);
    expect(await statusOf(server, logger)).toBe('running');
    await beat(logger);
    await time.pass(50_000);
    expect(await statusOf(server, logger)).toBe('running');
  });
});

describeOnEachDatabase('a run whose writer is gone', on => {
  it.each([0, 5 * HOUR, -5 * HOUR])(
    'is stale after a minute of silence, though the clock was set by %d ms',
    async by => {
      const { logger, server, time } = await buildRunning(on);
      await time.pass(20_000);
      time.setClock(by);
      await time.pass(30_000);
      expect(await statusOf(server, logger)).toBe('running');
      await time.pass(20_000);
      expect(await statusOf(server, logger)).toBe('stale');
    }
  );

  it('is stale after a minute of a new server, and stays so with the next', async () => {
    const { logger, server, time } = await buildRunning(on);
    await server.restart();
    await time.pass(70_000);
    expect(await statusOf(server, logger)).toBe('stale');
    await server.restart();
    expect(await statusOf(server, logger)).toBe('stale');
    const stale = await server.client.runs.search({
      params: inDefault,
      body: { filter: "status = 'stale'" }
    });
    expect(stale.items.map(run => run.name)).toEqual(['r']);
    await server.client.runs.delete({ params: { ...inDefault, run: logger.run } });
  });

  it('runs on when it is heard of after all, and ends as its writer says', async () => {
    const { logger, server, time } = await buildRunning(on);
    await time.pass(70_000);
    time.setClock(-HOUR);
    await beat(logger);
    expect(await statusOf(server, logger)).toBe('running');
    await time.pass(70_000);
    expect(await statusOf(server, logger)).toBe('stale');
    await logger.log(metric('loss', 1), end());
    expect(await statusOf(server, logger)).toBe('finished');
    await time.pass(70_000);
    expect(await statusOf(server, logger)).toBe('finished');
  });

  it('is told of once, when it falls silent and when it is heard of again', async () => {
    const { logger, server, time } = await buildRunning(on);
    const changes = await watchChanges(server);
    await time.pass(3 * MINUTE);
    await beat(logger);
    const told: string[] = [];
    const fits = ({ action, kind, name }: StudioEvent): boolean => {
      if (kind === 'run' && action !== 'progressed') {
        told.push(`${action} ${name}`);
      }
      return name === 'last';
    };
    const params = { ...inDefault, run: logger.run };
    await server.client.runs.update({ params, body: { name: 'last' } });
    await changes.next(fits);
    changes.close();
    expect(told).toEqual(['updated r', 'updated r', 'updated last']);
  });
});

describeOnEachDatabase('a run of an MLflow client, which says nothing between two writes', on => {
  it('is given a week, whatever becomes of the server', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    const post = async (path: string, body: object) =>
      (
        await server.send(`/mlflow/api/2.0/mlflow/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body)
        })
      ).json() as Promise<{ run: { info: { run_id: string } } }>;
    const made = await post('runs/create', { experiment_id: '0', start_time: time.clock() });
    const run = made.run.info.run_id;
    await time.pass(5 * MINUTE);
    expect(await statusOf(server, { run })).toBe('running');
    time.setClock(QUIET_PATIENCE - HOUR);
    await server.restart();
    await time.pass(5 * MINUTE);
    expect(await statusOf(server, { run })).toBe('running');
    time.setClock(2 * HOUR);
    await server.restart();
    await time.pass(5 * MINUTE);
    expect(await statusOf(server, { run })).toBe('stale');
  });
});
