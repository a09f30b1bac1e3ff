import type { RunStatus } from '@atelier-ml/api';
import { newId } from '../../identity.ts';
import {
  buildRunLogger,
  buildTime,
  describeOnEachDatabase,
  end,
  metric,
  start
} from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';

const inDefault = { workspace: 'default' };

/** Runs r0 … r9 with `auc`; every third has none, one has NaN and one Infinity. */
async function buildTenRuns(server: TestServer): Promise<void> {
  for (let index = 0; index < 10; index++) {
    const value = index === 4 ? 'NaN' : index === 5 ? 'Infinity' : (index * 7) % 10;
    const logger = buildRunLogger(server);
    await logger.log(
      { ...start(index < 6 ? 'a' : 'b', { name: `r${index}` }), at: 1_000 * index },
      ...(index % 3 === 0 ? [] : [metric('auc', value)]),
      ...(index % 2 === 0 ? [end()] : [])
    );
  }
}

async function namesInPages(server: TestServer, query: object, limit = 3): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await server.client.runs.list({
      params: inDefault,
      query: { ...query, limit, cursor }
    });
    names.push(...page.items.map(run => run.name));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return names;
}

describeOnEachDatabase('lists of runs', on => {
  it('come in every order, page by page, with none twice and none left out', async () => {
    const server = await on.startServer();
    await buildTenRuns(server);
    const byStart = Array.from({ length: 10 }, (_, index) => `r${index}`);
    const ordered = (orderBy?: string, limit?: number) => namesInPages(server, { orderBy }, limit);
    expect(await ordered()).toEqual(byStart.toReversed());
    expect(await ordered('start_time')).toEqual(byStart);
    expect(await ordered('name')).toEqual(byStart);
    const [ranked, nan, missing] = [
      ['r5', 'r7', 'r1', 'r8', 'r2'],
      ['r4'],
      ['r9', 'r6', 'r3', 'r0']
    ];
    expect(await ordered('metrics.auc DESC')).toEqual([...ranked, ...nan, ...missing]);
    expect(await ordered('metrics.auc')).toEqual([...ranked.toReversed(), ...nan, ...missing]);
    expect(await ordered('status, metrics.auc DESC')).toEqual([
      ...['r8', 'r2', 'r4', 'r6', 'r0'],
      ...['r5', 'r7', 'r1', 'r9', 'r3']
    ]);
    for (const limit of [1, 2, 5, 9, 10]) {
      expect(await ordered('metrics.auc DESC', limit)).toHaveLength(10);
    }
  });

  it('narrow down by experiment, status and text, and count what matches', async () => {
    const server = await on.startServer();
    await buildTenRuns(server);
    const query = { experiment: 'a', status: 'finished' as RunStatus, orderBy: 'metrics.auc DESC' };
    const page = await server.client.runs.list({
      params: inDefault,
      query: { ...query, limit: 2 }
    });
    expect(page.total).toBe(3);
    expect(await namesInPages(server, query)).toEqual(['r2', 'r4', 'r0']);
    expect(await namesInPages(server, { search: 'R3' })).toEqual(['r3']);
    expect(await namesInPages(server, { search: '%' })).toEqual([]);
  });

  it('show only the runs of their workspace', async () => {
    const server = await on.startServer();
    await server.client.workspaces.create({ body: { name: 'other' } });
    await buildRunLogger(server).log(start('x'));
    await buildRunLogger(server, { workspace: 'other' }).log(start('y'));
    const listed = async (workspace: string) =>
      (await server.client.runs.list({ params: { workspace }, query: {} })).items.map(
        run => run.experimentName
      );
    expect(await listed('default')).toEqual(['x']);
    expect(await listed('other')).toEqual(['y']);
    await expect(
      server.client.workspaces.delete({ params: { workspace: 'other' } })
    ).rejects.toMatchObject({ code: 'in-use', message: expect.stringContaining('1 experiments') });
  });

  it('refuse an order and a cursor that they do not know', async () => {
    const server = await on.startServer();
    const list = (query: object) => server.client.runs.list({ params: inDefault, query });
    await expect(list({ orderBy: 'color' })).rejects.toMatchObject({
      code: 'invalid-input',
      fields: [{ path: 'query.orderBy', at: { offset: 0, length: 5 } }]
    });
    await expect(list({ cursor: 'x' })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(list({ experiment: 'none' })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describeOnEachDatabase('a run', on => {
  it('is stale after a minute of silence and runs on when it is heard of again', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    const logger = buildRunLogger(server);
    await logger.log(start());
    const params = { ...inDefault, run: logger.run };
    const statuses = async (status: RunStatus) =>
      (await server.client.runs.list({ params: inDefault, query: { status } })).total;
    expect(await statuses('running')).toBe(1);
    await time.pass(70_000);
    expect((await server.client.runs.get({ params })).status).toBe('stale');
    expect([await statuses('running'), await statuses('stale')]).toEqual([0, 1]);
    await logger.send(2);
    expect((await server.client.runs.get({ params })).status).toBe('running');
  });

  it('is renamed and tagged, and deleted once it does not run', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server);
    const params = { ...inDefault, run: logger.run };
    await logger.log(start('e', { tags: { old: '1' } }));
    expect(
      await server.client.runs.update({ params, body: { name: 'best', tags: { new: '2' } } })
    ).toMatchObject({ name: 'best', tags: { new: '2' } });
    await logger.log(end());
    await server.client.runs.delete({ params });
    expect((await server.client.runs.get({ params })).deletedAt).toEqual(expect.any(Number));
    await expect(server.client.runs.update({ params, body: { name: 'x' } })).rejects.toMatchObject({
      code: 'run-deleted'
    });
    expect(await namesInPages(server, {})).toEqual([]);
    expect(await namesInPages(server, { view: 'deleted' })).toEqual(['best']);
    await server.client.runs.restore({ params });
    expect(await namesInPages(server, {})).toEqual(['best']);
  });

  it('gives its history in parts and sampled, with the extremes kept', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server);
    logger.add(start());
    for (let step = 0; step < 2_000; step++) {
      logger.add(
        metric('loss', step === 777 ? 1_000 : step === 1_234 ? -1_000 : step / 2_000, step)
      );
    }
    await logger.send(1);
    const params = { ...inDefault, run: logger.run };
    const first = await server.client.runs.history({ params, query: { maximumPoints: 50 } });
    const [series] = first.series;
    expect(series!.values.length).toBeLessThanOrEqual(50);
    expect(series!.values).toEqual(expect.arrayContaining([1_000, -1_000]));
    expect(series!.steps).toEqual(series!.steps.toSorted((a, b) => a - b));
    expect([series!.steps[0], series!.steps.at(-1), series!.count]).toEqual([0, 1_999, 2_000]);
    await logger.log(metric('loss', 5, 2_000), metric('auc', 0.9, 1));
    const second = await server.client.runs.history({ params, query: { after: first.position } });
    expect(second.series.map(({ key, values }) => [key, values])).toEqual([
      ['auc', [0.9]],
      ['loss', [5]]
    ]);
    const third = await server.client.runs.history({ params, query: { after: second.position } });
    expect(third).toEqual({ series: [], position: second.position });
  });

  it('is not found under an id that is not there', async () => {
    const { client } = await on.startServer();
    const params = { ...inDefault, run: newId() };
    await expect(client.runs.get({ params })).rejects.toMatchObject({ code: 'not-found' });
    await expect(
      client.runs.artifact({ params: { ...params, path: 'a/b.txt' } })
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});

describeOnEachDatabase('an experiment', on => {
  it('is created, renamed, found by name and deleted with its runs', async () => {
    const server = await on.startServer();
    const { experiments } = server.client;
    await experiments.create({ params: inDefault, body: { name: 'e' } });
    await expect(
      experiments.create({ params: inDefault, body: { name: 'e' } })
    ).rejects.toMatchObject({ code: 'already-exists' });
    const logger = buildRunLogger(server);
    await logger.log(start('e'));
    const params = { ...inDefault, experiment: 'e' };
    expect(await experiments.get({ params })).toMatchObject({ runCount: 1, activeRunCount: 1 });
    await expect(experiments.delete({ params })).rejects.toMatchObject({ code: 'in-use' });
    await logger.log(end());
    await experiments.update({ params, body: { name: 'f', description: 'g' } });
    await experiments.delete({ params: { ...inDefault, experiment: 'f' } });
    await expect(logger.send(1)).rejects.toMatchObject({ code: 'run-deleted' });
    expect((await experiments.list({ params: inDefault, query: {} })).total).toBe(0);
    expect(await namesInPages(server, {})).toEqual([]);
    const trashed = await experiments.list({ params: inDefault, query: { view: 'deleted' } });
    expect(trashed.items).toMatchObject([{ name: 'f', runCount: 1 }]);
  });

  it('comes back from the trash with the runs that were not deleted themselves', async () => {
    const server = await on.startServer();
    const { experiments, runs } = server.client;
    const [kept, gone] = [buildRunLogger(server), buildRunLogger(server)];
    await kept.log(start('e', { name: 'kept', user: 'ada' }), end());
    const forkedFrom = { run: kept.run, step: 7 };
    await gone.log(start('e', { name: 'gone', forkedFrom }), end());
    await runs.delete({ params: { ...inDefault, run: gone.run } });
    await experiments.delete({ params: { ...inDefault, experiment: 'e' } });
    const params = { ...inDefault, run: kept.run };
    await expect(runs.restore({ params })).rejects.toMatchObject({
      code: 'run-deleted',
      remedy: expect.stringContaining('experiment')
    });
    expect(await experiments.restore({ params: { ...inDefault, experiment: 'e' } })).toMatchObject({
      deletedAt: null,
      runCount: 1
    });
    expect(await namesInPages(server, {})).toEqual(['kept']);
    expect((await runs.get({ params })).user).toBe('ada');
    expect(await runs.restore({ params: { ...params, run: gone.run } })).toMatchObject({
      forkedFrom,
      deletedAt: null
    });
  });

  it('gives its name up to a new one while it lies in the trash', async () => {
    const server = await on.startServer();
    const { experiments } = server.client;
    await buildRunLogger(server).log(start('e'), end());
    await experiments.delete({ params: { ...inDefault, experiment: 'e' } });
    await buildRunLogger(server).log(start('e'));
    const list = await experiments.list({ params: inDefault, query: { view: 'all' } });
    expect(list.items.map(({ name, number }) => [name, number]).toSorted()).toEqual([
      ['e - deleted 1', 1],
      ['e', 2]
    ]);
    await experiments.delete({ params: { ...inDefault, experiment: 'e - deleted 1' } });
    expect(
      await experiments.restore({ params: { ...inDefault, experiment: 'e - deleted 1' } })
    ).toMatchObject({ runCount: 1 });
  });

  it('has a number of its own in its workspace, 0 for the default one, and tags', async () => {
    const server = await on.startServer();
    const { experiments } = server.client;
    const make = (name: string) =>
      experiments.create({ params: inDefault, body: { name } }).then(made => made.number);
    expect([await make('a'), await make('Default'), await make('b')]).toEqual([1, 0, 2]);
    const params = { ...inDefault, experiment: 'a' };
    await experiments.update({ params, body: { tags: { team: 'x', old: '1' } } });
    await experiments.update({ params, body: { tags: { team: 'y' } } });
    expect((await experiments.get({ params })).tags).toEqual({ team: 'y' });
  });

  it('comes first in the list when it was changed last', async () => {
    let now = 1_000;
    const server = await on.startServer({ clock: () => now++ });
    for (const name of ['a', 'b', 'c']) {
      await server.client.experiments.create({ params: inDefault, body: { name } });
    }
    await buildRunLogger(server).log(start('a'));
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await server.client.experiments.list({
        params: inDefault,
        query: { limit: 1, cursor }
      });
      names.push(...page.items.map(item => item.name));
      cursor = page.nextCursor;
    } while (cursor);
    expect(names).toEqual(['a', 'c', 'b']);
  });
});
