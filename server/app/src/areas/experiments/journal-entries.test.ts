import { createHash } from 'node:crypto';
import { newId } from '../../identity.ts';
import { buildRunLogger, describeOnEachDatabase, end, metric, start } from '../../testing/index.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const executed = (cellId: string, source: string, executionCount: number) =>
  ({
    type: 'cell',
    cell: { cellId, executionCount, source, sourceHash: sha256(source), at: 1_000 }
  }) as const;

describeOnEachDatabase('entries of the journal', on => {
  it('say who began the run and from where it was forked', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server);
    const origin = newId();
    await logger.log(start('a', { user: 'ada', forkedFrom: { run: origin, step: 7 } }));
    const detail = await server.client.runs.get({
      params: { workspace: 'default', run: logger.run }
    });
    expect(detail).toMatchObject({ user: 'ada', forkedFrom: { run: origin, step: 7 } });
  });

  it('define unit and goal of a metric for the whole experiment, the last word standing', async () => {
    const server = await on.startServer();
    const first = buildRunLogger(server);
    const define = (unit: string | null, goal: 'maximize' | 'minimize' | null) =>
      ({ type: 'metric-definition', key: 'loss', unit, goal }) as const;
    await first.log(start('a'), define('s', 'maximize'), define('ms', 'minimize'));
    const second = buildRunLogger(server);
    await second.log(start('a'), metric('loss', 1));
    const detail = await server.client.runs.get({
      params: { workspace: 'default', run: second.run }
    });
    expect(detail.metricDefinitions).toEqual({ loss: { unit: 'ms', goal: 'minimize' } });
  });

  it('name datasets once, and artifacts with the step they belong to', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server);
    const content = 'picture';
    await server.client.blobs.upload({ query: {}, body: content });
    const dataset = { name: 'wine', digest: 'abc', context: 'training', source: 'wine.csv' };
    await logger.log(
      start(),
      { type: 'dataset', dataset },
      { type: 'dataset', dataset },
      { type: 'artifact', path: 'a.png', sha256: sha256(content), size: 7, step: 3 }
    );
    const detail = await server.client.runs.get({
      params: { workspace: 'default', run: logger.run }
    });
    expect(detail.datasets).toMatchObject([{ ...dataset, sourceType: 'atelier', schema: null }]);
    expect(detail.artifacts).toMatchObject([{ path: 'a.png', step: 3 }]);
  });

  it('lead from a cell to its last runs', async () => {
    const server = await on.startServer();
    const params = { workspace: 'default' };
    const runs: string[] = [];
    for (let index = 0; index < 4; index++) {
      const logger = buildRunLogger(server);
      await logger.log(
        { ...start('a'), at: 1_000 + index },
        executed('c1', `v${index}`, index),
        executed('c1', `w${index}`, index + 10),
        ...(index === 0 ? [executed('c2', 'x', 1)] : []),
        end()
      );
      runs.push(logger.run);
    }
    await server.client.runs.delete({ params: { ...params, run: runs[3]! } });
    const { cells } = await server.client.runs.ofCells({
      params,
      body: { cells: ['c1', 'c2', 'c3'], limit: 2 }
    });
    expect(cells.map(({ cellId, runs: found }) => [cellId, found.map(run => run.id)])).toEqual([
      ['c1', [runs[2], runs[1]]],
      ['c2', [runs[0]]]
    ]);
    expect(cells[0]!.runs[0]).toMatchObject({
      experimentName: 'a',
      status: 'finished',
      sourceHash: sha256('w2'),
      executionCount: 12
    });
  });
});
