import { buildRunDetail, buildSummary, FakeBulkServer, until } from '../testing/index.ts';
import { ChartSources } from './chart-sources.ts';
import { ComparisonModel } from './comparison-model.ts';
import type { RunSource } from './run-source.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const id = (index: number) => `a${index.toString(16).padStart(31, '0')}`;

function buildComparison(count = 3, source?: RunSource) {
  const server = new FakeBulkServer();
  const runs = Array.from({ length: count }, (_, index) => id(index));
  for (const [index, run] of runs.entries()) {
    server.put(
      buildRunDetail({
        id: run,
        name: `run ${index}`,
        params: { model: index % 2 ? 'tree' : 'forest' },
        metrics: { loss: buildSummary(index, 3), auc: buildSummary(index) }
      })
    );
    server.log(run, 'loss', index + 2, index + 1, index);
  }
  const model = new ComparisonModel({
    api: server.api,
    events: server.events,
    workspace: '~',
    source: source ?? { kind: 'runs', ids: runs },
    interval: 0
  });
  return { server, runs, model };
}

describe('a comparison of chosen runs', () => {
  it('fetches all of them in one request, in their order', async () => {
    const { model, runs, server } = buildComparison(200);
    await until(model, () => model.shown.length === 200);
    expect(model.shown.map(run => run.id)).toEqual(runs);
    expect(server.asked.ids).toHaveLength(1);
  });

  it('keeps the colours of the others when one is taken out and another is added', async () => {
    const { model, runs, server } = buildComparison();
    await until(model, () => model.shown.length === 3);
    const colours = new Map(model.runs.map(run => [run.id, run.colour]));
    expect(new Set(colours.values()).size).toBe(3);
    model.remove(runs[0]);
    server.put(buildRunDetail({ id: id(9) }));
    model.add([id(9), runs[1]]);
    await until(model, () => model.shown.length === 3);
    expect(model.runs.map(run => run.id)).toEqual([runs[1], runs[2], id(9)]);
    expect(model.runs.slice(0, 2).map(run => run.colour)).toEqual(
      runs.slice(1).map(run => colours.get(run))
    );
  });

  it('keeps a run that is deleted with its last values, and says of one that is not there', async () => {
    const { model, runs, server } = buildComparison(2);
    await until(model, () => model.shown.length === 2);
    server.remove(runs[1]);
    expect(model.runs[1]).toMatchObject({ state: 'gone', value: { name: 'run 1' } });
    model.add([id(77)]);
    await until(model, () => model.runs[2].state === 'gone');
    expect(model.runs[2].value).toBeNull();
  });

  it('hides, leaves alone, and shows all again', async () => {
    const { model, runs } = buildComparison();
    await until(model, () => model.shown.length === 3);
    model.toggle(runs[0]);
    expect(model.shown.map(run => run.id)).toEqual(runs.slice(1));
    expect(model.baseline?.id).toBe(runs[1]);
    model.showOnly([runs[2]]);
    expect(model.shown.map(run => run.id)).toEqual([runs[2]]);
    model.showOnly([runs[2]]);
    expect(model.shown).toHaveLength(3);
  });

  it('says why nothing is there, and comes back when the stream does', async () => {
    const { server, runs } = buildComparison(1);
    server.down = true;
    const model = new ComparisonModel({
      api: server.api,
      events: server.events,
      workspace: '~',
      source: { kind: 'runs', ids: runs },
      interval: 0
    });
    await until(model, () => model.loadState === 'error');
    expect(model.error).toMatchObject({ code: 'server-unreachable' });
    server.down = false;
    server.events.become('open');
    await until(model, () => model.shown.length === 1);
    expect(model.error).toBeNull();
  });
});

describe('a comparison that follows a query', () => {
  const query: RunSource = {
    kind: 'query',
    filter: "params.model = 'tree'",
    search: '',
    experiments: [],
    orderBy: [],
    limit: 5
  };

  it('finds the runs, and new ones as they come', async () => {
    const { model, server } = buildComparison(2, query);
    await until(model, () => model.shown.length === 2);
    expect(server.asked.searches[0]).toMatchObject({ filter: query.filter, limit: 5 });
    server.put(buildRunDetail({ id: id(8) }));
    server.events.emit('created', id(8));
    await until(model, () => model.shown.length === 3);
  });

  it('says of how many it shows the first, and can be kept as it is', async () => {
    const { model } = buildComparison(9, query);
    await until(model, () => model.shown.length === 5);
    expect(model.total).toBe(9);
    model.keep();
    expect(model.source).toMatchObject({ kind: 'runs' });
    expect(model.runs).toHaveLength(5);
  });
});

describe('the curves of a comparison', () => {
  const lossOf = (model: ComparisonModel) =>
    new ChartSources(model).sources().map(source => source.metrics.get('loss')!.values);

  it('are asked for in one request, in a resolution that falls with the number of runs', async () => {
    const { model, runs, server } = buildComparison(200);
    await until(model, () => model.shown.length === 200);
    model.curves.want(runs, ['loss']);
    await until(model, () => model.curves.of('loss').size === 200);
    expect(server.asked.histories).toHaveLength(1);
    expect(server.asked.histories[0].maximumPoints).toBe(120);
  });

  it('are fetched again for a run that goes on, and only for that', async () => {
    const { model, runs, server } = buildComparison();
    await until(model, () => model.shown.length === 3);
    model.curves.want(runs, ['loss']);
    await until(model, () => model.curves.of('loss').size === 3);
    server.log(runs[1], 'loss', 0.5);
    server.events.emit('progressed', runs[1]);
    await until(model, () => model.curves.of('loss').get(runs[1])?.values.length === 4);
    expect(server.asked.histories.at(-1)!.runs).toEqual([runs[1]]);
  });

  it('are empty until they are there; a metric with one value needs no request', async () => {
    const { model, server } = buildComparison();
    await until(model, () => model.shown.length === 3);
    const [first] = new ChartSources(model).sources();
    expect(first.metrics.get('loss')).toMatchObject({ values: [], count: 3 });
    expect(first.metrics.get('auc')).toMatchObject({ values: [0], count: 1 });
    expect(server.asked.histories).toEqual([]);
  });

  it('become a mean with a band a group, the runs faint behind', async () => {
    const { model, runs } = buildComparison(4);
    await until(model, () => model.shown.length === 4);
    model.curves.want(runs, ['loss']);
    await until(model, () => model.curves.of('loss').size === 4);
    model.set({ groupBy: ['params.model'], band: 'range' });
    const sources = new ChartSources(model).sources();
    const means = sources.filter(source => !source.faint);
    expect(means.map(source => source.label)).toEqual(['model=forest (2)', 'model=tree (2)']);
    expect(means[0].metrics.get('loss')).toMatchObject({
      values: [3, 2, 1],
      low: [2, 1, 0],
      high: [4, 3, 2]
    });
    expect(sources.filter(source => source.faint)).toHaveLength(4);
    model.set({ members: false });
    expect(new ChartSources(model).sources()).toHaveLength(2);
  });

  it('stand in a chart a facet', async () => {
    const { model } = buildComparison(2);
    await until(model, () => model.shown.length === 2);
    model.set({ facet: 'params.model' });
    const keys = new ChartSources(model).sources().map(({ metrics }) => [...metrics.keys()][0]);
    expect(keys).toEqual(['loss ▸ model forest', 'loss ▸ model tree']);
  });

  it('stay the same objects while nothing has changed', async () => {
    const { model, runs } = buildComparison(4);
    await until(model, () => model.shown.length === 4);
    model.curves.want(runs, ['loss']);
    await until(model, () => model.curves.of('loss').size === 4);
    model.set({ groupBy: ['params.model'] });
    const sources = new ChartSources(model);
    const points = () => sources.sources().map(source => source.metrics.get('loss'));
    expect(points().every((one, index) => one === points()[index])).toBe(true);
    expect(lossOf(model)).toHaveLength(6);
  });
});

it('asks for the goals of metrics, which win over their names', async () => {
  const server = new FakeBulkServer();
  const definition = { unit: 's', goal: 'maximize' } as const;
  server.put(buildRunDetail({ id: id(1), metricDefinitions: { latency: definition } }));
  const model = new ComparisonModel({
    api: server.api,
    events: server.events,
    workspace: '~',
    source: { kind: 'runs', ids: [id(1)] }
  });
  await until(model, () => model.goals.unitOf('latency') === 's');
  expect(model.directionOf('latency')).toBe('higher');
  expect(model.directionOf('loss')).toBe('lower');
  model.set({ directions: { latency: 'lower' } });
  expect(model.directionOf('latency')).toBe('lower');
  model.restore({ source: model.source, settings: DEFAULT_SETTINGS });
  expect(model.directionOf('latency')).toBe('higher');
});
