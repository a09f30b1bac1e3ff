import { buildRunLogger, describeOnEachDatabase, end, metric, start } from '../../testing/index.ts';
import type { RunLogger, TestServer } from '../../testing/index.ts';

const POINTS = 60_000;

/** A long curve with one spike up and one down. */
async function logLongRun(server: TestServer): Promise<RunLogger> {
  const logger = buildRunLogger(server);
  logger.add(start());
  for (let step = 0; step < POINTS; step++) {
    const value = step === 31_234 ? 50 : step === 45_001 ? -50 : Math.sin(step / 500);
    logger.add(metric('loss', value, step));
  }
  for (let from = 1; from <= logger.entries.length; from += 10_000) {
    await logger.send(from, from + 9_999);
  }
  return logger;
}

describeOnEachDatabase('histories', on => {
  it('sample a long series with first, last and spikes, whole or a range of its steps', async () => {
    const server = await on.startServer();
    const logger = await logLongRun(server);
    const params = { workspace: 'default', run: logger.run };
    // Coarser than the chunks, and finer.
    for (const maximumPoints of [60, 200, 5_000]) {
      const { series } = await server.client.runs.history({ params, query: { maximumPoints } });
      const { count, steps } = series[0]!;
      const values = series[0]!.values.map(Number);
      expect(count).toBe(POINTS);
      expect(steps.length).toBeLessThanOrEqual(maximumPoints);
      expect([steps[0], steps.at(-1)]).toEqual([0, POINTS - 1]);
      expect(steps).toEqual([...steps].sort((a, b) => a - b));
      expect([Math.max(...values), Math.min(...values)]).toEqual([50, -50]);
      expect(steps[values.indexOf(50)]).toBe(31_234);
    }
    const range = await server.client.runs.history({
      params,
      query: { fromStep: 31_000, toStep: 45_100, maximumPoints: 40 }
    });
    expect(range.series[0]!.steps[0]).toBe(31_000);
    expect(range.series[0]!.steps.at(-1)).toBe(45_100);
    expect(range.series[0]!.values).toContain(50);
    const all = await server.client.runs.history({
      params,
      query: { fromStep: 31_230, toStep: 31_239 }
    });
    expect(all.series[0]!.steps).toEqual(Array.from({ length: 10 }, (_, i) => 31_230 + i));
  });

  it('give only what is newer than a position', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server);
    const params = { workspace: 'default', run: logger.run };
    await logger.log(start(), metric('a', 1, 1), metric('b', 1, 1));
    const { position } = await server.client.runs.history({ params, query: {} });
    await logger.log(metric('a', 2, 2));
    const { series } = await server.client.runs.history({ params, query: { after: position } });
    expect(series).toMatchObject([{ key: 'a', values: [2], count: 2 }]);
  });

  it('come for several runs and metrics at once; those of other workspaces are left out', async () => {
    const server = await on.startServer();
    const long = await logLongRun(server);
    const short = buildRunLogger(server);
    await short.log(
      start(),
      metric('loss', 'NaN', 0),
      metric('loss', 2, 1),
      metric('auc', 1),
      end()
    );
    await server.client.workspaces.create({ body: { name: 'other' } });
    const foreign = buildRunLogger(server, { workspace: 'other' });
    await foreign.log(start(), metric('loss', 1));
    const body = {
      runs: [long.run, short.run, foreign.run, '0'.repeat(32)],
      keys: ['loss', 'auc', 'none'],
      maximumPoints: 100
    };
    const params = { workspace: 'default' };
    const { series } = await server.client.runs.histories({ params, body });
    const byPlace = new Map(series.map(each => [`${each.run} ${each.key}`, each]));
    expect(byPlace.size).toBe(3);
    expect(byPlace.get(`${short.run} loss`)).toMatchObject({ values: ['NaN', 2], steps: [0, 1] });
    expect(byPlace.get(`${short.run} auc`)).toMatchObject({ values: [1], count: 1 });
    const sampled = byPlace.get(`${long.run} loss`)!;
    expect(sampled.count).toBe(POINTS);
    expect(sampled.steps.length).toBeLessThanOrEqual(100);
    expect(sampled.values).toEqual(expect.arrayContaining([50, -50]));
    const bare = await server.client.runs.histories({ params, body: { ...body, times: false } });
    expect(bare.series.every(each => each.times.length === 0)).toBe(true);
  });
});
