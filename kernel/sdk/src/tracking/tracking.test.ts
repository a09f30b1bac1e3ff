import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { displaySymbol } from '../display/index.ts';
import { createStudio } from '../studio/index.ts';
import type { Studio } from '../studio/index.ts';
import { buildFolder, buildKernel, workspaceId } from '../testing/index.ts';
import type { FakeServer, TestFolder, TestKernel } from '../testing/index.ts';
import { RUN_MEDIA_TYPE } from './index.ts';

let folder: TestFolder;
let server: FakeServer;
let kernel: TestKernel;
let studio: Studio;
let warnings: string[];

beforeEach(async () => {
  folder = buildFolder();
  server = await folder.startServer();
  kernel = buildKernel();
  warnings = [];
  studio = createStudio({
    dataFolder: folder.path,
    capture: false,
    kernel: kernel.door,
    warn: message => warnings.push(message)
  });
});
afterEach(async () => {
  await studio.sender.stop();
  await folder.remove();
});

const entriesOf = (run: { id: string }, type: string) =>
  server.runs.get(run.id)?.entries.filter(entry => entry.type === type);

describe('a run', () => {
  it('counts the steps of each metric up, from a step that was given too', async () => {
    const run = studio.tracker.startRun<'loss' | 'auc'>({ experiment: 'diabetes' });
    run.log({ loss: 3 });
    run.log({ loss: 2, auc: 0.7 });
    run.log({ loss: 1 }, { step: 10 });
    run.log({ loss: 0 });
    await run.end();
    const steps = entriesOf(run, 'metric')?.map(({ key, step }) => `${key} ${step}`);
    expect(steps).toEqual(['loss 0', 'loss 1', 'auc 0', 'loss 10', 'loss 11']);
  });

  it('writes what JSON cannot hold, and names with foreign characters', async () => {
    const run = studio.tracker.startRun({ experiment: 'diabetes' });
    run.log({ 'p(µ)': NaN, grad: -Infinity });
    run.params({ layers: [3, 2], rate: 0.1, seed: undefined });
    run.tag('note', 'a "quoted"\nline');
    await run.end();
    expect(entriesOf(run, 'metric')).toMatchObject([
      { key: 'p_µ_', value: 'NaN' },
      { key: 'grad', value: '-Infinity' }
    ]);
    expect(entriesOf(run, 'param')).toMatchObject([
      { key: 'layers', value: '[3,2]' },
      { key: 'rate', value: '0.1' }
    ]);
    expect(entriesOf(run, 'tag')).toMatchObject([{ key: 'note', value: 'a "quoted"\nline' }]);
  });

  it('warns once and goes on when it is given what it cannot log', async () => {
    const run = studio.tracker.startRun({ experiment: 'diabetes' });
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    for (let round = 0; round < 3; round++) {
      run.log({ loss: 'low' as unknown as number });
      run.param('circle', circle);
    }
    await run.artifact('/no/such/file');
    await run.artifact(Buffer.from('x'));
    expect(warnings).toHaveLength(4);
    expect(warnings[0]).toMatch(/“loss” was not logged/);
    expect(warnings[2]).toMatch(/ENOENT/);
    await run.end();
    run.log({ loss: 1 });
    expect(warnings.at(-1)).toMatch(/after the end/);
    expect(entriesOf(run, 'metric')).toEqual([]);
  });

  it('refuses a name that no experiment can have', () => {
    expect(() => studio.tracker.startRun({ experiment: '' })).toThrow(
      expect.objectContaining({ code: 'invalid-input', remedy: expect.stringMatching(/startRun/) })
    );
  });

  it('keeps copies of files and bytes, and links to datasets and models', async () => {
    const file = join(folder.path, 'report.md');
    writeFileSync(file, '# Report');
    const run = studio.tracker.startRun({ experiment: 'diabetes' });
    const first = run.artifact(file);
    void run.artifact(new Uint8Array([1, 2]).buffer, '../up/bytes.bin');
    await first;
    writeFileSync(file, 'changed since');
    run.input({ uri: 'atelier://default/datasets/diabetes:1' });
    run.output('atelier://default/models/diabetes:1');
    await run.end();
    const sha256 = createHash('sha256').update('# Report').digest('hex');
    expect(entriesOf(run, 'artifact')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: 'report.md', sha256, mediaType: 'text/markdown' }),
        expect.objectContaining({ path: 'up/bytes.bin', size: 2 })
      ])
    );
    expect(server.blobs.has(sha256)).toBe(true);
    expect(entriesOf(run, 'input')).toHaveLength(1);
    expect(entriesOf(run, 'output')).toHaveLength(1);
  });

  it('is ended by the block that it stands in', async () => {
    let id = '';
    {
      await using run = studio.tracker.startRun({ experiment: 'diabetes' });
      id = run.id;
    }
    expect(entriesOf({ id }, 'end')).toMatchObject([{ status: 'finished' }]);
  });

  it('fails with what its function throws, which goes on', async () => {
    let id = '';
    const work = studio.tracker.withRun({ experiment: 'diabetes' }, run => {
      id = run.id;
      expect(studio.tracker.activeRun()?.id).toBe(id);
      throw new Error('diverged');
    });
    await expect(work).rejects.toThrow('diverged');
    expect(entriesOf({ id }, 'end')).toMatchObject([
      { status: 'failed', error: 'Error: diverged' }
    ]);
    expect(studio.tracker.activeRun()).toBeUndefined();
  });
});

describe('a run in a notebook', () => {
  it('records the cells that are executed while it is open', async () => {
    kernel.run({ id: 'a', source: 'const run = startRun()', notebook: 'tour.ipynb' });
    const run = studio.tracker.startRun({ experiment: 'diabetes' });
    kernel.run({ id: 'b', source: 'train()' });
    await run.end();
    kernel.run({ id: 'c' });
    expect(entriesOf(run, 'start')).toMatchObject([{ notebook: 'tour.ipynb' }]);
    const sourceHash = createHash('sha256').update('train()').digest('hex');
    expect(entriesOf(run, 'cell')).toMatchObject([
      { cell: { cellId: 'a', executionCount: 1, source: 'const run = startRun()' } },
      { cell: { cellId: 'b', executionCount: 2, sourceHash } }
    ]);
  });

  it('is shown live once a cell in which it logs, and with its figures at the end', async () => {
    kernel.run({ id: 'a' });
    const run = studio.tracker.startRun({ experiment: 'diabetes', name: '<b>forest</b>' });
    run.log({ auc: 0.8 });
    kernel.run({ id: 'b' });
    kernel.run({ id: 'c' });
    run.log({ auc: 0.9 });
    run.log({ auc: 0.85 });
    await run.flush();
    await run.end();
    const shown = kernel.shown.filter(({ update }) => !update);
    expect(shown).toHaveLength(2);
    expect(new Set(kernel.shown.map(({ id }) => id))).toEqual(new Set([`atelier-run-${run.id}`]));
    const last = kernel.shown.at(-1);
    expect(last?.update).toBe(true);
    expect(last?.bundle[RUN_MEDIA_TYPE]).toEqual({ workspace: workspaceId, run: run.id });
    expect(last?.bundle['text/html']).toMatch(/&lt;b&gt;forest.*finished.*0\.85.*<svg/s);
    expect(last?.bundle['text/plain']).toMatch(/auc +0\.85 +0\.8 +0\.9 +3/);
    expect(run[displaySymbol]()['text/plain']).toBe(last?.bundle['text/plain']);
  });
});

describe('without a disk that can be written', () => {
  it('user code goes on, one warning is shown, and the state tells', async () => {
    mkdirSync(join(folder.path, 'full'));
    writeFileSync(join(folder.path, 'full', 'journal'), 'a file where the folder should be');
    const offline = createStudio({
      dataFolder: join(folder.path, 'full'),
      capture: false,
      warn: message => warnings.push(message)
    });
    const run = offline.tracker.startRun({ experiment: 'diabetes' });
    for (let step = 0; step < 1_000; step++) {
      run.log({ loss: step });
    }
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/cannot write the journal/);
    expect(run.journalState()).toMatchObject({ entries: 1_001, unsynced: 1_001, lost: 0 });
    expect(run.journalState().error).toMatch(/ENOTDIR|EEXIST/);
    expect(await run.end({ wait: 50 })).toBe(false);
    await offline.sender.stop();
  });
});

describe('when the process exits', () => {
  const outcome = (code: string) => {
    const index = join(__dirname, '../index.ts');
    const program = join(folder.path, 'program.mjs');
    writeFileSync(
      program,
      `import { startRun } from ${JSON.stringify(index)};
       const run = startRun({ experiment: 'exit' }); run.log({ loss: 1 }); ${code}`
    );
    spawnSync(process.execPath, [program], {
      env: {
        PATH: process.env.PATH,
        ATELIER_CAPTURE: 'off',
        ATELIER_DATA: join(folder.path, 'alone')
      }
    });
    const [name] = readdirSync(join(folder.path, 'alone', 'journal'));
    const lines = readFileSync(join(folder.path, 'alone', 'journal', name), 'utf8').trim();
    return JSON.parse(lines.split('\n').at(-1) ?? '') as Record<string, unknown>;
  };

  it('a run that is open ends as finished', () => {
    expect(outcome('')).toMatchObject({ type: 'end', status: 'finished' });
  });

  it('a run that is open ends as failed after an uncaught error', () => {
    expect(outcome('throw new TypeError("no such column");')).toMatchObject({
      status: 'failed',
      error: 'TypeError: no such column'
    });
  });

  it('a run that is open ends as failed when the exit code says so', () => {
    expect(outcome('process.exit(3);')).toMatchObject({ status: 'failed' });
  });
});
