import {
  buildRunLogger,
  collect,
  describeOnEachDatabase,
  end,
  metric,
  start
} from '../../testing/index.ts';
import type { RunLogger, TestServer } from '../../testing/index.ts';

const workspace = 'default';

describeOnEachDatabase('a run that is forked from a step', on => {
  let server: TestServer;
  let parent: RunLogger;
  beforeEach(async () => {
    server = await on.startServer();
    parent = buildRunLogger(server);
    await parent.log(
      start('a'),
      metric('loss', 9, 0),
      metric('loss', 4, 1),
      metric('auc', 0.5, 1),
      metric('system/cpu', 50, 0),
      metric('loss', 3, 2),
      metric('loss', -7, 3),
      metric('late', 1, 3)
    );
  });

  const fork = async (step: number, from = parent.run, into = workspace) => {
    const logger = buildRunLogger(server, { workspace: into });
    await logger.log(start('b', { forkedFrom: { run: from, step } }));
    return logger;
  };
  const read = async (run: string, query = {}) => {
    const { position, series } = await server.client.runs.history({
      params: { workspace, run },
      query
    });
    const curves = series.map(({ key, steps, values }) => [key, { steps, values }]);
    return { position, curves: Object.fromEntries(curves) as object };
  };

  it('begins with the points of the other up to that step, and goes on with its own', async () => {
    const child = await fork(2);
    const before = await read(child.run);
    await child.log(metric('loss', 2, 3), metric('loss', 1, 4), end());
    const { curves } = await read(child.run);
    expect(curves).toEqual({
      auc: { steps: [1], values: [0.5] },
      loss: { steps: [0, 1, 2, 3, 4], values: [9, 4, 3, 2, 1] }
    });
    const news = await read(child.run, { after: before.position });
    expect(news.curves).toEqual({ loss: { steps: [3, 4], values: [2, 1] } });
    const { metrics } = await server.client.runs.get({ params: { workspace, run: child.run } });
    expect(metrics).toEqual({
      auc: { last: 0.5, minimum: 0.5, maximum: 0.5, count: 1, step: 1 },
      loss: { last: 1, minimum: 1, maximum: 9, count: 5, step: 4 }
    });
    expect((await read(parent.run)).curves).toMatchObject({ loss: { values: [9, 4, 3, -7] } });
  });

  it("is the same to MLflow's client and to charts of several runs", async () => {
    const child = await fork(1);
    await child.log({ ...metric('loss', 2, 2), at: 9_000 });
    const path = '/mlflow/api/2.0/mlflow/metrics/get-history?metric_key=loss&run_id=';
    const answer = await server.send(path + child.run);
    const { metrics } = (await answer.json()) as { metrics: { step: number; value: number }[] };
    expect(metrics.map(({ step, value }) => [step, value])).toEqual([
      [0, 9],
      [1, 4],
      [2, 2]
    ]);
    const body = { runs: [child.run], keys: ['loss'], maximumPoints: 100 };
    const { series } = await server.client.runs.histories({ params: { workspace }, body });
    expect(series).toMatchObject([{ run: child.run, count: 3, values: [9, 4, 2] }]);
  });

  it('keeps them when the other goes on, and when it is deleted for good', async () => {
    const child = await fork(2);
    const grandchild = await fork(1, child.run);
    await parent.log(metric('loss', 100, 1), end());
    await server.client.runs.delete({ params: { workspace, run: parent.run } });
    await collect(server, { type: 'items', items: [{ kind: 'run', id: parent.run }] });
    expect((await read(child.run)).curves).toMatchObject({ loss: { values: [9, 4, 3] } });
    expect((await read(grandchild.run)).curves).toMatchObject({ loss: { values: [9, 4] } });
  });

  it('has them once when its start is sent again, and after a restart of the server', async () => {
    const child = await fork(2);
    await child.send(1);
    await server.restart();
    await child.send(1);
    expect((await read(child.run)).curves).toMatchObject({ loss: { values: [9, 4, 3] } });
  });

  it('takes long curves whole', async () => {
    const long = buildRunLogger(server);
    const steps = Array.from({ length: 40_000 }, (_, step) => step);
    long.add(start(), ...steps.map(step => metric('loss', step, step)));
    for (let from = 1; from <= long.entries.length; from += 10_000) {
      await long.send(from, from + 9_999);
    }
    const child = await fork(35_000, long.run);
    const run = await server.client.runs.get({ params: { workspace, run: child.run } });
    expect(run.metrics).toMatchObject({ loss: { count: 35_001, last: 35_000, maximum: 35_000 } });
    const { curves } = await read(child.run, { fromStep: 34_998 });
    expect(curves).toMatchObject({ loss: { steps: [34_998, 34_999, 35_000] } });
  });

  it('begins empty where the other is unknown, or lies in another workspace', async () => {
    expect((await read((await fork(2, '0'.repeat(32))).run)).curves).toEqual({});
    await server.client.workspaces.create({ body: { name: 'other' } });
    const foreign = await fork(2, parent.run, 'other');
    const params = { workspace: 'other', run: foreign.run };
    expect((await server.client.runs.history({ params, query: {} })).series).toEqual([]);
  });
});
