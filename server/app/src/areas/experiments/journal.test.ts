import { createHash } from 'node:crypto';
import { buildRunLogger, describeOnEachDatabase, end, metric, start } from '../../testing/index.ts';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describeOnEachDatabase('the journal of a run', on => {
  it('opens run and experiment with its start entry and keeps all that is logged', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server);
    const content = Buffer.from('weights');
    await server.client.blobs.upload({ query: {}, body: content });
    const cell = {
      cellId: 'c1',
      executionCount: 3,
      source: 'train()',
      sourceHash: sha256(Buffer.from('train()')),
      at: 1_005
    };
    const receipt = await logger.log(
      start('churn', {
        name: 'first',
        notebook: 'a.ipynb',
        tags: { team: 'x' },
        environment: { node: '24' }
      }),
      { type: 'param', key: 'rate', value: '0.1' },
      metric('loss', 0.5, 1),
      metric('loss', 0.25, 2),
      metric('auc', 'NaN', 1),
      { type: 'tag', key: 'stage', value: 'dev' },
      { type: 'cell', cell },
      { type: 'input', uri: 'atelier://default/datasets/diabetes:1' },
      { type: 'output', uri: 'atelier://default/models/m:1' },
      { type: 'artifact', path: 'model/weights.bin', sha256: sha256(content), size: 7 },
      { ...end(), at: 5_000 }
    );
    expect(receipt).toEqual({ acknowledged: 11 });
    const params = { workspace: 'default', run: logger.run };
    expect(await server.client.runs.get({ params })).toMatchObject({
      experimentName: 'churn',
      name: 'first',
      status: 'finished',
      notebook: 'a.ipynb',
      params: { rate: '0.1' },
      tags: { team: 'x', stage: 'dev' },
      environment: { node: '24' },
      metrics: {
        loss: { last: 0.25, minimum: 0.25, maximum: 0.5, count: 2, step: 2 },
        auc: { last: 'NaN', minimum: null, maximum: null, count: 1, step: 1 }
      },
      inputs: ['atelier://default/datasets/diabetes:1'],
      outputs: ['atelier://default/models/m:1'],
      cells: [cell],
      artifacts: [{ path: 'model/weights.bin', size: 7 }],
      startedAt: 1_000,
      endedAt: 5_000
    });
    const download = await server.client.runs.artifact({
      params: { ...params, path: 'model/weights.bin' }
    });
    expect(await download.text()).toBe('weights');
    expect(download.headers.get('content-disposition')).toContain('weights.bin');
    expect(download.headers.get('x-content-type-options')).toBe('nosniff');
    const { items } = await server.client.experiments.list({
      params: { workspace: 'default' },
      query: {}
    });
    expect(items).toMatchObject([{ name: 'churn', runCount: 1, activeRunCount: 0 }]);
  });

  it('skips what it has, refuses a gap, and takes an empty batch as a sign of life', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server);
    await logger.log(start(), metric('loss', 1, 1), metric('loss', 2, 2));
    logger.add(metric('loss', 3, 3), metric('loss', 4, 4));
    expect(await logger.send(2, 4)).toEqual({ acknowledged: 4 });
    await expect(
      server.client.runs.journal({
        params: { workspace: 'default', run: logger.run },
        body: { source: logger.source, entries: [{ ...logger.entries[4]!, seq: 7 }] }
      })
    ).rejects.toMatchObject({ code: 'sequence-gap' });
    expect(await logger.send(1)).toEqual({ acknowledged: 5 });
    expect(await logger.send(6)).toEqual({ acknowledged: 5 });
    const { series } = await server.client.runs.history({
      params: { workspace: 'default', run: logger.run },
      query: {}
    });
    expect(series).toMatchObject([{ key: 'loss', values: [1, 2, 3, 4], steps: [1, 2, 3, 4] }]);
  });

  it('numbers several sources of one run apart', async () => {
    const server = await on.startServer();
    const main = buildRunLogger(server);
    const worker = buildRunLogger(server, { run: main.run });
    await main.log(start('a', { tags: { by: 'main' } }), metric('m', 1));
    expect(await worker.log(start('a', { tags: { by: 'worker' } }), metric('m', 2))).toEqual({
      acknowledged: 2
    });
    const detail = await server.client.runs.get({
      params: { workspace: 'default', run: main.run }
    });
    expect(detail.metrics.m?.count).toBe(2);
    expect(detail.tags).toEqual({ by: 'main' });
  });

  it('says what to do about a run that nobody has started', async () => {
    const server = await on.startServer();
    await expect(buildRunLogger(server).log(metric('m', 1))).rejects.toMatchObject({
      code: 'not-found',
      remedy: expect.stringContaining('start')
    });
  });

  it('lets the first value of a param stand and shows what it has ignored', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server);
    const param = (value: string) => ({ type: 'param', key: 'depth', value }) as const;
    await logger.log(start(), param('3'), param('3'), param('4'));
    expect(await logger.log(param('5'), metric('auc', 0.8))).toEqual({ acknowledged: 6 });
    const detail = await server.client.runs.get({
      params: { workspace: 'default', run: logger.run }
    });
    expect(detail.params).toEqual({ depth: '3' });
    expect(detail.tags['atelier.ignored-param.depth']).toContain('“5”');
    expect(detail.metrics.auc?.last).toBe(0.8);
  });

  it('stores nothing of a batch with an artifact whose content is missing', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server);
    await logger.log(start());
    const artifact = { type: 'artifact', path: 'a', sha256: '0'.repeat(64), size: 1 } as const;
    await expect(logger.log(metric('m', 1), artifact)).rejects.toMatchObject({
      code: 'invalid-content',
      remedy: expect.stringContaining('/api/blobs')
    });
    const detail = await server.client.runs.get({
      params: { workspace: 'default', run: logger.run }
    });
    expect(detail.metrics).toEqual({});
  });

  it('takes late points of an ended run, and reopens it with resume', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server);
    const params = { workspace: 'default', run: logger.run };
    await logger.log(start(), { ...end('failed'), error: 'out of memory' } as never);
    await logger.log(metric('m', 1));
    expect(await server.client.runs.get({ params })).toMatchObject({
      status: 'failed',
      error: 'out of memory',
      metrics: { m: { last: 1 } }
    });
    await logger.log({ type: 'resume' });
    expect(await server.client.runs.get({ params })).toMatchObject({
      status: 'running',
      error: null,
      endedAt: null
    });
  });

  it('keeps a run where it began when the active workspace changes', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server, { workspace: '~' });
    await logger.log(start());
    await server.client.workspaces.create({ body: { name: 'other' } });
    await server.client.workspaces.activate({ params: { workspace: 'other' } });
    await logger.log(metric('m', 1));
    expect(
      await server.client.runs.get({ params: { workspace: 'default', run: logger.run } })
    ).toMatchObject({ metrics: { m: { count: 1 } } });
    await expect(
      server.client.runs.get({ params: { workspace: 'other', run: logger.run } })
    ).rejects.toMatchObject({ code: 'not-found' });
    await expect(
      buildRunLogger(server, { run: logger.run, workspace: 'other' }).log(metric('m', 1))
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('does not bring a deleted run back when its journal is sent again', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server);
    const params = { workspace: 'default', run: logger.run };
    await logger.log(start());
    await expect(server.client.runs.delete({ params })).rejects.toMatchObject({ code: 'in-use' });
    await logger.log(end());
    await server.client.runs.delete({ params });
    await expect(logger.send(1)).rejects.toMatchObject({
      code: 'run-deleted',
      message: expect.stringContaining('trash')
    });
    await server.client.runs.restore({ params });
    expect(await logger.log(metric('late', 1))).toEqual({ acknowledged: 3 });
  });

  it('replaces the character that no database can hold instead of blocking the journal', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server);
    await logger.log(start(), { type: 'param', key: 'separator', value: 'a\u0000b' });
    const detail = await server.client.runs.get({
      params: { workspace: 'default', run: logger.run }
    });
    expect(detail.params).toEqual({ separator: 'a\uFFFDb' });
  });

  it('holds many metrics and many points a batch, in order', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server);
    logger.add(start());
    for (let index = 0; index < 3_000; index++) {
      logger.add(metric(`m${index % 3}`, Math.sin(index), index));
    }
    for (let index = 0; index < 1_100; index++) {
      logger.add(metric(`single${index}`, index));
    }
    await logger.send(1);
    const params = { workspace: 'default', run: logger.run };
    const { series } = await server.client.runs.history({
      params,
      query: { key: 'm1', maximumPoints: 100_000 }
    });
    expect(series[0]!.steps).toEqual(Array.from({ length: 1_000 }, (_, i) => 3 * i + 1));
    expect(series[0]!.values[500]).toBe(Math.sin(1_501));
    const detail = await server.client.runs.get({ params });
    expect(Object.keys(detail.metrics)).toHaveLength(1_103);
  });
});
