import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JournalEntry, MEDIA } from '@atelier-ml/api';
import { createStudio } from '../studio/index.ts';
import type { Studio } from '../studio/index.ts';
import { buildFolder } from '../testing/index.ts';
import type { FakeServer, StoredRun, TestFolder } from '../testing/index.ts';

let folder: TestFolder;
let server: FakeServer;
let studio: Studio;
let warnings: string[];

beforeEach(async () => {
  folder = buildFolder();
  server = await folder.startServer();
  warnings = [];
  studio = createStudio({
    dataFolder: folder.path,
    capture: false,
    warn: message => warnings.push(message)
  });
});
afterEach(async () => {
  await studio.sender.stop();
  await folder.remove();
});

type Entry = StoredRun['entries'][number] & Record<string, unknown>;

/** What the server has of the run, each entry as the contract says. */
const entriesOf = (run: { id: string }, type: string): Entry[] => {
  const entries = (server.runs.get(run.id)?.entries ?? []) as Entry[];
  entries.forEach(entry => expect(JournalEntry.safeParse(entry).success).toBe(true));
  return entries.filter(entry => entry.type === type && !entry.path?.startsWith('.atelier/'));
};

it('keeps all kinds of content with their media types, at a step too', async () => {
  const run = studio.tracker.startRun({ experiment: 'content' });
  void run.text('notes.md', '# Notes');
  void run.text('plain', 'text');
  void run.image('logo', '<svg xmlns="http://www.w3.org/2000/svg"/>');
  void run.image('samples', { data: [0, 255], width: 1, height: 2 }, { step: 12 });
  void run.figure('loss', { mark: 'line', data: { values: [] } });
  void run.table('rows', [{ a: 1 }], { step: -3 });
  void run.histogram('weights', Float32Array.of(1, 2, 3), { bins: 3 });
  void run.confusionMatrix('confusion', { actual: ['a', 'b'], predicted: ['a', 'a'] });
  void run.rocCurve('roc', { actual: [0, 1], scores: [0.1, 0.9] });
  void run.prCurve('pr', { actual: [0, 1], scores: [0.1, 0.9] });
  void run.audio('tone.wav', new Float32Array(10), { sampleRate: 8_000 });
  await run.end();
  const kept = entriesOf(run, 'artifact').map(({ path, mediaType, step }) => [
    path,
    mediaType,
    step
  ]);
  expect(warnings).toEqual([]);
  expect(kept).toEqual(
    expect.arrayContaining([
      ['notes.md', 'text/markdown', undefined],
      ['plain.txt', 'text/plain', undefined],
      ['logo.svg', 'image/svg+xml', undefined],
      ['samples/000012.png', 'image/png', 12],
      ['loss.vl.json', MEDIA.figure, undefined],
      ['rows/-000003.table.json', MEDIA.table, -3],
      ['weights.histogram.json', MEDIA.histogram, undefined],
      ['confusion.confusion-matrix.json', MEDIA.confusionMatrix, undefined],
      ['roc.roc.json', MEDIA.rocCurve, undefined],
      ['pr.pr.json', MEDIA.prCurve, undefined],
      ['tone.wav', 'audio/wav', undefined]
    ])
  );
  expect(kept).toHaveLength(11);
});

it('warns of what cannot be kept, by its name, and goes on', async () => {
  const run = studio.tracker.startRun({ experiment: 'content' });
  expect(await run.image('broken', Buffer.from('no image'))).toBeUndefined();
  expect(await run.image('missing', '/no/such/image.png')).toBeUndefined();
  expect(await run.figure('plot', { data: [] })).toBeUndefined();
  expect(await run.rocCurve('flat', { actual: [1, 1], scores: [1, 1] })).toBeUndefined();
  expect(await run.artifact(Buffer.from('x'))).toBeUndefined();
  await run.end();
  expect(await run.text('late', 'text')).toBeUndefined();
  expect(
    warnings.map(warning => /broken|missing|plot|flat|need a name|after the end/.exec(warning)?.[0])
  ).toEqual(['broken', 'missing', 'plot', 'flat', 'need a name', 'after the end']);
  expect(entriesOf(run, 'artifact')).toEqual([]);
});

it('keeps every file of a folder, and says which it could not', async () => {
  const source = join(folder.path, 'results');
  mkdirSync(join(source, 'deep/er'), { recursive: true });
  writeFileSync(join(source, '.hidden'), '1');
  writeFileSync(join(source, 'deep/er/same.csv'), 'a,b');
  writeFileSync(join(source, 'again.csv'), 'a,b');
  symlinkSync(join(source, 'again.csv'), join(source, 'link.csv'));
  symlinkSync(source, join(source, 'deep/loop'));
  execFileSync('mkfifo', [join(source, 'pipe')]);
  const run = studio.tracker.startRun({ experiment: 'content' });
  const kept = await run.folder(source, 'out');
  await run.end();
  const paths = ['out/.hidden', 'out/again.csv', 'out/deep/er/same.csv', 'out/link.csv'];
  expect(kept.map(({ path }) => path)).toEqual(paths);
  expect(entriesOf(run, 'artifact').map(({ path }) => path)).toEqual(paths);
  expect(warnings).toHaveLength(2);
  expect(warnings.join()).toMatch(/loop.*folder above.*pipe.*neither/s);
});

it('keeps a model, and the answer is what a registration takes', async () => {
  const run = studio.tracker.startRun({ experiment: 'content' });
  const bytes = await run.model(Buffer.from('weights'), { name: 'forest.onnx' });
  const source = join(folder.path, 'saved');
  mkdirSync(source);
  writeFileSync(join(source, 'MLmodel'), 'flavors:');
  const saved = await run.model(source);
  expect(bytes).toMatchObject({ run, artifact: 'forest.onnx', format: 'onnx' });
  expect(saved).toMatchObject({ artifact: 'saved', format: 'mlflow', files: [{ size: 8 }] });
  expect(await run.model('/no/such/model.onnx')).toBeUndefined();
  await run.end();
  expect(entriesOf(run, 'tag')).toMatchObject([
    { key: 'atelier.model.forest.onnx', value: 'onnx' },
    { key: 'atelier.model.saved', value: 'mlflow' }
  ]);
});

it('tells of datasets, of the studio and of others', async () => {
  const run = studio.tracker.startRun({ experiment: 'content' });
  const uri = 'atelier://default/datasets/diabetes:1';
  run.datasetUsed({ uri, name: 'diabetes', sha256: 'f'.repeat(64) }, { context: 'training' });
  run.datasetUsed({ name: 'orders', source: 's3://bucket/orders', sourceType: 's3' });
  run.datasetProduced({ name: 'scores', digest: 'v7', schema: { columns: ['score'] } });
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  run.datasetUsed({ name: 'round', schema: circle });
  await run.end();
  expect(entriesOf(run, 'input')).toMatchObject([{ uri }]);
  expect(entriesOf(run, 'dataset').map(({ dataset }) => dataset)).toMatchObject([
    { name: 'diabetes', digest: 'f'.repeat(16), context: 'training', source: uri },
    { name: 'orders', digest: expect.stringMatching(/^[0-9a-f]{8}$/), context: null },
    { name: 'scores', digest: 'v7', context: 'produced', schema: '{"columns":["score"]}' }
  ]);
  expect(warnings).toEqual([expect.stringMatching(/“round” was not logged/)]);
});

it('begins with its metrics’ units and goals, its params and its user', async () => {
  const run = studio.tracker.startRun({
    experiment: 'content',
    metrics: { auc: { goal: 'maximize' }, loss: { unit: 'nats' } },
    params: { trees: 100 }
  });
  await run.end();
  expect(entriesOf(run, 'metric-definition')).toMatchObject([
    { key: 'auc', goal: 'maximize', unit: null },
    { key: 'loss', goal: null, unit: 'nats' }
  ]);
  expect(entriesOf(run, 'param')).toMatchObject([{ key: 'trees', value: '100' }]);
  expect(entriesOf(run, 'start')).toMatchObject([{ user: expect.stringMatching(/./) }]);
  expect(() =>
    studio.tracker.startRun({
      experiment: 'content',
      metrics: { auc: { goal: 'up' as 'maximize' } }
    })
  ).toThrow(expect.objectContaining({ code: 'invalid-input' }));
});

describe('runs within runs', () => {
  it('a run inside of withRun is a part of it, unless it says otherwise', async () => {
    const { tracker } = studio;
    const ids = await tracker.withRun({ experiment: 'nested' }, async outer => {
      const inner = await tracker.withRun({ experiment: 'nested' }, each => each.id);
      const named = tracker.startRun({ experiment: 'nested', parent: outer });
      const alone = tracker.startRun({ experiment: 'nested', parent: null });
      await Promise.all([named.end(), alone.end()]);
      return { outer: outer.id, inner, named: named.id, alone: alone.id };
    });
    const parentOf = (id: string) => entriesOf({ id }, 'start')[0].parent;
    expect(parentOf(ids.outer)).toBeUndefined();
    expect(parentOf(ids.inner)).toBe(ids.outer);
    expect(parentOf(ids.named)).toBe(ids.outer);
    expect(parentOf(ids.alone)).toBeUndefined();
  });

  it('a fork names where it comes from and counts on from there', async () => {
    const first = studio.tracker.startRun({ experiment: 'fork' });
    await first.end();
    const fork = studio.tracker.startRun({
      experiment: 'fork',
      forkFrom: { run: first, step: 41 }
    });
    fork.log({ loss: 1 });
    await fork.end();
    expect(entriesOf(fork, 'start')).toMatchObject([{ forkedFrom: { run: first.id, step: 41 } }]);
    expect(entriesOf(fork, 'metric')).toMatchObject([{ step: 42 }]);
    expect(() =>
      studio.tracker.startRun({ experiment: 'fork', forkFrom: { run: first, step: 0.5 } })
    ).toThrow(/whole number/);
  });
});
