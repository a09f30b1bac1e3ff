import type { Lineage } from '@atelier-ml/api';
import {
  buildModel,
  buildRunLogger,
  collect,
  describeOnEachDatabase,
  end,
  start
} from '../../testing/index.ts';
import type { LoggedEntry, TestServer } from '../../testing/index.ts';

const params = { workspace: 'default' };
const DATA = 'atelier://default/datasets/people%20of%20Ulm:1';

describeOnEachDatabase('the lineage', on => {
  let server: TestServer;
  beforeEach(async () => {
    server = await on.startServer();
  });

  async function log(name: string, more: object = {}, ...entries: LoggedEntry[]): Promise<string> {
    const logger = buildRunLogger(server);
    await logger.log(start('training', { name, ...more }), ...entries, end());
    return logger.run;
  }
  const input = (uri: string): LoggedEntry => ({ type: 'input', uri });
  const output = (uri: string): LoggedEntry => ({ type: 'output', uri });
  async function uploadData(): Promise<void> {
    const { sha256 } = await server.client.blobs.upload({ query: {}, body: 'a,b\n1,2\n' });
    const content = { sha256, filename: 'people.csv' };
    await server.client.datasets.create({ params, body: { name: 'people of Ulm', content } });
  }
  const ofRun = (run: string, query: object = {}) =>
    server.client.lineage.run({ params: { ...params, run }, query });
  const namesOf = ({ nodes }: Lineage) => nodes.map(({ kind, name }) => `${kind} ${name}`);
  const edgesOf = ({ edges, nodes }: Lineage) => {
    const nameOf = (uri: string) => nodes.find(node => node.uri === uri)!.name;
    return edges.map(({ from, kind, to }) => `${nameOf(from)} ${kind} ${nameOf(to)}`).toSorted();
  };

  it('goes from data over a run and its model to the endpoint, whichever of them is asked', async () => {
    await uploadData();
    const run = await log('forest', { notebook: 'work/tour.ipynb' }, input(DATA));
    const { name: model } = await buildModel(server);
    const place = `atelier://default/models/${model}:1`;
    await buildRunLogger(server, { run }).log(output(place));
    const endpoint = await server.client.endpoints.create({
      params,
      body: { name: 'score', model }
    });
    const whole = [
      'forest produced patients',
      'patients served score',
      'people of Ulm used forest',
      'tour.ipynb ran forest'
    ];
    const lineage = await ofRun(run);
    expect(lineage.nodes[0]).toEqual({
      uri: lineage.subject,
      kind: 'run',
      id: run,
      name: 'forest',
      detail: 'finished',
      deleted: false,
      gone: false
    });
    expect(edgesOf(lineage)).toEqual(whole);
    const asset = { ...params, version: '1' };
    const asked = [
      await server.client.lineage.dataset({
        params: { ...asset, dataset: 'people of Ulm' },
        query: {}
      }),
      await server.client.lineage.model({ params: { ...asset, model }, query: {} }),
      await server.client.lineage.endpoint({
        params: { ...params, endpoint: endpoint.id },
        query: {}
      })
    ];
    expect(asked.map(found => found.nodes[0]!.name)).toEqual(['people of Ulm', model, 'score']);
    expect(asked.map(edgesOf)).toEqual([
      whole.filter(edge => !edge.startsWith('tour')),
      whole,
      whole
    ]);
    expect(asked.flatMap(({ nodes }) => nodes).filter(({ deleted }) => deleted)).toEqual([]);
  });

  it('does not turn round to what else was made from the same data', async () => {
    const first = await log('first', {}, input('s3://bucket/raw.csv'));
    await log('second', {}, input('s3://bucket/raw.csv'));
    expect(namesOf(await ofRun(first))).toEqual(['run first', 'external s3://bucket/raw.csv']);
  });

  it('knows parents, children, origins and forks, and what of them is deleted or gone', async () => {
    const parent = await log('search');
    const run = await log('fold', { parent });
    const fork = await log('fork', { forkedFrom: { run, step: 3 } });
    expect(edgesOf(await ofRun(run))).toEqual(['fold forked fork', 'search child fold']);
    await server.client.runs.delete({ params: { ...params, run: parent } });
    await server.client.runs.delete({ params: { ...params, run: fork } });
    await collect(server, { type: 'items', items: [{ kind: 'run', id: parent }] });
    expect((await ofRun(run)).nodes.slice(1)).toMatchObject([
      { id: parent, name: parent.slice(0, 8), deleted: true, gone: true },
      { id: fork, name: 'fork', deleted: true, gone: false }
    ]);
  });

  it('shows the run of a model version as gone once it was deleted for good', async () => {
    const { sha256, size } = await server.client.blobs.upload({ query: {}, body: 'a model' });
    const run = await log(
      'forest',
      {},
      {
        type: 'artifact',
        path: 'model.bin',
        sha256,
        size,
        mediaType: 'application/octet-stream'
      }
    );
    const source = { runId: run, path: 'model.bin' };
    await server.client.models.create({ params, body: { name: 'trees', version: { source } } });
    const ask = () =>
      server.client.lineage.model({
        params: { ...params, model: 'trees', version: '1' },
        query: {}
      });
    expect((await ask()).nodes[1]).toMatchObject({ name: 'forest', gone: false });
    await server.client.runs.delete({ params: { ...params, run } });
    await collect(server, { type: 'all' });
    expect((await ask()).nodes[1]).toMatchObject({ id: run, deleted: true, gone: true });
  });

  it('names a dataset once that was both used and described, and finds all its runs', async () => {
    await uploadData();
    const described: LoggedEntry = {
      type: 'dataset',
      dataset: {
        name: 'people of Ulm',
        digest: 'd',
        context: null,
        sourceType: '',
        source: DATA,
        schema: null,
        profile: null
      }
    };
    const first = await log('first', {}, input(DATA), described);
    await log('second', {}, described);
    expect(namesOf(await ofRun(first))).toEqual(['run first', 'dataset people of Ulm']);
    const asset = { ...params, dataset: 'people of Ulm', version: '1' };
    const found = await server.client.lineage.dataset({ params: asset, query: {} });
    expect(namesOf(found).toSorted()).toEqual(['dataset people of Ulm', 'run first', 'run second']);
  });

  it('goes as far and grows as large as it is told, and says that there is more', async () => {
    let parent = await log('0');
    const first = parent;
    for (const name of ['1', '2', '3']) {
      parent = await log(name, { parent });
    }
    const short = await ofRun(first, { depth: 2 });
    expect([namesOf(short), short.truncated]).toEqual([['run 0', 'run 1', 'run 2'], true]);
    const whole = await ofRun(first, { depth: 3 });
    expect([whole.nodes.length, whole.truncated]).toEqual([4, false]);
    const small = await ofRun(first, { limit: 2 });
    expect([small.nodes.length, small.truncated]).toEqual([2, true]);
    expect(namesOf(await ofRun(parent, { direction: 'down' }))).toEqual(['run 3']);
    expect(namesOf(await ofRun(parent, { direction: 'up', depth: 10 }))).toHaveLength(4);
  });

  it('ends where runs go in a circle, and says what is not there', async () => {
    const [a, b] = ['a'.repeat(32), 'b'.repeat(32)];
    for (const [run, other] of [
      [a, b],
      [b, a]
    ] as const) {
      await buildRunLogger(server, { run }).log(
        start('training', { name: run[0] }),
        input(`atelier://default/runs/${other}`),
        input('atelier://elsewhere/datasets/x:1'),
        output('atelier://default/models/none:7')
      );
    }
    const { nodes } = await ofRun(a);
    expect(new Set(nodes.map(({ uri }) => uri)).size).toBe(nodes.length);
    expect(nodes.find(({ kind }) => kind === 'model')).toMatchObject({ id: null, gone: true });
    expect(nodes.find(({ kind }) => kind === 'external')!.name).toContain('elsewhere');
    const nobody = { ...params, run: 'c'.repeat(32) };
    await expect(server.client.lineage.run({ params: nobody, query: {} })).rejects.toMatchObject({
      code: 'not-found'
    });
  });
});
