import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { createStudio } from '../studio/index.ts';
import type { Studio } from '../studio/index.ts';
import { buildFolder, killRun } from '../testing/index.ts';
import type { StoredRun, TestFolder } from '../testing/index.ts';
import { connect } from '../connection/index.ts';
import { createDelivery, syncJournals } from './index.ts';

let folder: TestFolder;
let studios: Studio[];

beforeEach(() => {
  folder = buildFolder();
  studios = [];
});
afterEach(async () => {
  await Promise.all(studios.map(studio => studio.sender.stop()));
  await folder.remove();
});

const buildStudio = (): Studio => {
  const studio = createStudio({ dataFolder: folder.path, capture: false, warn: () => {} });
  studios.push(studio);
  return studio;
};

const journals = () => readdirSync(join(folder.path, 'journal'));

/** The entries have the numbers 1, 2, 3 …, each once. */
function expectWhole(run: StoredRun | undefined): void {
  expect(run?.entries.map(({ seq }) => seq)).toEqual(run?.entries.map((_, index) => index + 1));
}

const metricSteps = (run: StoredRun | undefined) =>
  run?.entries.filter(({ type }) => type === 'metric').map(({ step }) => step);

const steps = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Delivers a journal to its end, trying again at once after each failure. */
async function deliver(file: string, idleTimeout = 5_000): Promise<string> {
  const delivery = createDelivery({
    file,
    connection: connect({ dataFolder: folder.path, idleTimeout })
  });
  for (;;) {
    try {
      const outcome = await delivery.step();
      if (outcome === 'delivered' || outcome === 'refused') {
        return outcome;
      }
    } catch {
      // The next attempt goes on where this one failed.
    }
  }
}

/** A whole journal of a run that no server has seen, and no thread sends. */
async function buildJournal(log: (run: ReturnType<Studio['tracker']['startRun']>) => void) {
  const studio = createStudio({ dataFolder: folder.path, capture: false, warn: () => {} });
  studio.sender.open = () => {};
  const run = studio.tracker.startRun({ experiment: 'offline' });
  log(run);
  await run.end({ wait: 0 });
  return { id: run.id, file: run.journalState().file };
}

describe('a run with a server', () => {
  it('arrives whole and in order, and leaves no journal', async () => {
    const server = await folder.startServer();
    const run = buildStudio().tracker.startRun({ experiment: 'diabetes' });
    steps(12_000).forEach(() => run.log({ loss: 0.5 }));
    expect(await run.end()).toBe(true);
    const stored = server.runs.get(run.id);
    expectWhole(stored);
    expect(metricSteps(stored)).toEqual(steps(12_000));
    expect(stored?.ended).toBe(true);
    expect(journals()).toEqual([]);
  });

  it('is stored once when answers are lost and batches sent again', async () => {
    const server = await folder.startServer();
    let request = 0;
    server.fault = () => (['lose-answer', 'refuse', 'none'] as const)[request++ % 3];
    const { id, file } = await buildJournal(run =>
      steps(20_000).forEach(step => run.log({ step }))
    );
    expect(await deliver(file)).toBe('delivered');
    expectWhole(server.runs.get(id));
    expect(metricSteps(server.runs.get(id))).toEqual(steps(20_000));
  });

  it('goes on after a connection that takes everything and answers nothing', async () => {
    const server = await folder.startServer();
    let request = 0;
    server.fault = () => (request++ < 2 ? 'hang' : 'none');
    const { id, file } = await buildJournal(run => run.log({ loss: 1 }));
    expect(await deliver(file, 100)).toBe('delivered');
    expectWhole(server.runs.get(id));
  });

  it('sends all again to a server that has forgotten it', async () => {
    const first = await folder.startServer();
    const run = buildStudio().tracker.startRun({ experiment: 'moved' });
    run.log({ loss: 1 });
    await run.flush();
    await first.close();
    const second = await folder.startServer();
    run.log({ loss: 0.5 });
    while (!(await run.flush())) {
      // Not there yet: the sender is in its pause.
    }
    await run.end();
    expectWhole(second.runs.get(run.id));
    expect(metricSteps(second.runs.get(run.id))).toEqual([0, 1]);
  });

  it('replaces an entry that the server refuses, and only that one', async () => {
    const server = await folder.startServer();
    const { id, file } = await buildJournal(run => {
      steps(50).forEach(() => run.log({ loss: 1 }));
      run.log({ poison: 1 });
      steps(50).forEach(() => run.log({ loss: 1 }));
    });
    expect(await deliver(file)).toBe('delivered');
    const stored = server.runs.get(id);
    expectWhole(stored);
    expect(metricSteps(stored)).toHaveLength(100);
    expect(stored?.entries.filter(({ key }) => key === 'atelier.refused.52')).toHaveLength(1);
  });
});

describe('a journal that needs more on the server than itself', () => {
  /** Delivers after a try in vain, by which the workspace is known, and one that finds less. */
  async function deliverAfter(file: string, isMissing: (path: string) => boolean) {
    const server = await folder.startServer();
    const connection = connect({ dataFolder: folder.path });
    let isLost = false;
    const delivery = createDelivery({
      file,
      connection: {
        send(path, init) {
          const error = { code: 'not-found', message: 'It is gone.' };
          return isLost && isMissing(path)
            ? Promise.resolve(Response.json({ error }, { status: 404 }))
            : connection.send(path, init);
        }
      }
    });
    const own = `/runs/${delivery.header()?.run}/`;
    server.fault = path => (path.includes(own) ? 'refuse' : 'none');
    await expect(delivery.step()).rejects.toMatchObject({ code: 'store-unavailable' });
    server.fault = () => 'none';
    isLost = true;
    await expect(delivery.step()).rejects.toMatchObject({ code: 'not-found' });
    isLost = false;
    expect(await delivery.step()).toBe('delivered');
    return server;
  }

  it('is tried again when an upload is gone that another delivery has completed', async () => {
    const studio = createStudio({ dataFolder: folder.path, capture: false, warn: () => {} });
    studio.sender.open = () => {};
    const run = studio.tracker.startRun({ experiment: 'offline' });
    await run.artifact(Buffer.alloc(2 * 1024 * 1024), 'weights.bin');
    await run.end({ wait: 0 });
    const server = await deliverAfter(run.journalState().file, path => path.includes('/uploads/'));
    expectWhole(server.runs.get(run.id));
  });

  it('is tried again when the workspace of its origin is gone', async () => {
    const studio = createStudio({ dataFolder: folder.path, capture: false, warn: () => {} });
    studio.sender.open = () => {};
    const parent = studio.tracker.startRun({ experiment: 'offline', workspace: 'gone' });
    parent.log({ loss: 1 });
    const fork = studio.tracker.startRun({
      experiment: 'offline',
      forkFrom: { run: parent, step: 0 }
    });
    await fork.end({ wait: 0 });
    const server = await deliverAfter(
      fork.journalState().file,
      path => path.includes(parent.id) || path.endsWith('/gone')
    );
    expectWhole(server.runs.get(fork.id));
    await parent.end({ wait: 0 });
  });
});

describe('a run without a server', () => {
  it('waits in its journal and arrives when a server starts', async () => {
    const studio = buildStudio();
    const run = studio.tracker.startRun({ experiment: 'early' });
    run.log({ loss: 1 });
    expect(await run.flush()).toBe(false);
    expect(studio.tracker.unsynced()).toBe(2);
    expect(run.journalState()).toMatchObject({ delivery: 'unreachable', lost: 0 });
    expect(run.journalState().error).toMatch(/No Atelier server/);
    const server = await folder.startServer();
    await run.end({ wait: 0 });
    while (!(await run.flush())) {
      // Not there yet: the sender is in its pause.
    }
    expectWhole(server.runs.get(run.id));
    expect(studio.tracker.unsynced()).toBe(0);
  });

  it('keeps a copy of an artifact until a server has it', async () => {
    const studio = buildStudio();
    const run = studio.tracker.startRun({ experiment: 'early' });
    const kept = await run.artifact(Buffer.from('weights'), 'models/weights.bin');
    expect(kept).toMatchObject({ path: 'models/weights.bin', size: 7 });
    const server = await folder.startServer();
    await run.end({ wait: 0 });
    while (!(await run.flush())) {
      // Not there yet.
    }
    expect([...server.blobs]).toEqual([kept?.sha256]);
    expect(journals()).toEqual([]);
  });
});

describe('a run whose process was killed', () => {
  const killedRun = () => killRun(folder.path, 20_000);

  it('keeps every call that had returned, is sent by the next process, and ends as killed', async () => {
    const { id, last } = await killedRun();
    const server = await folder.startServer();
    const report = await syncJournals(connect({ dataFolder: folder.path }));
    expect(report.journals).toMatchObject([{ run: id, state: 'delivered', error: null }]);
    const stored = server.runs.get(id);
    expectWhole(stored);
    const logged = metricSteps(stored) ?? [];
    expect(logged).toEqual(steps(logged.length));
    expect(logged.length).toBeGreaterThan(last);
    expect(stored?.entries.at(-1)).toMatchObject({ type: 'end', status: 'killed' });
    expect(journals()).toEqual([]);
  });

  it('loses and doubles nothing when the server had a part of it', async () => {
    const server = await folder.startServer();
    const { id, last } = await killedRun();
    const studio = buildStudio();
    studio.sender.start();
    const own = studio.tracker.startRun({ experiment: 'next' });
    await own.end();
    while (!server.runs.get(id)?.ended) {
      await own.flush(50);
      await new Promise(resolve => setImmediate(resolve));
    }
    expectWhole(server.runs.get(id));
    expect(metricSteps(server.runs.get(id))?.length).toBeGreaterThan(last);
  });

  it('loses a last line that was torn, and nothing else', async () => {
    const { id } = await killedRun();
    const [name] = journals().filter(file => file.endsWith('.jsonl'));
    const file = join(folder.path, 'journal', name);
    const whole = readFileSync(file, 'utf8').trimEnd().split('\n').length - 1;
    truncateSync(file, readFileSync(file).length - 5);
    const server = await folder.startServer();
    await syncJournals(connect({ dataFolder: folder.path }));
    expectWhole(server.runs.get(id));
    expect(server.runs.get(id)?.entries).toHaveLength(whole - 1 + 1);
  });

  it('says so when a line in the middle is spoilt', async () => {
    const { id } = await killedRun();
    const [name] = journals().filter(file => file.endsWith('.jsonl'));
    const file = join(folder.path, 'journal', name);
    appendFileSync(file, 'not an entry\n{"at":1,"type":"tag","key":"after","value":"kept"}\n');
    const server = await folder.startServer();
    await syncJournals(connect({ dataFolder: folder.path }));
    const stored = server.runs.get(id);
    expectWhole(stored);
    expect(stored?.entries.at(-3)).toMatchObject({ value: 'The journal holds no entry here.' });
    expect(stored?.entries.at(-2)).toMatchObject({ key: 'after' });
  });

  it('is left alone while its process lives', async () => {
    await folder.startServer();
    const run = buildStudio().tracker.startRun({ experiment: 'mine' });
    const report = await syncJournals(connect({ dataFolder: folder.path }));
    expect(report).toMatchObject({ entries: 0, journals: [{ state: 'held', error: 'in use' }] });
    expect(existsSync(run.journalState().file)).toBe(true);
    await run.end();
  });

  it('stays, and keeps none of the others, when its head is spoilt', async () => {
    const { id } = await killedRun();
    const spoilt = join(folder.path, 'journal', `${'0'.repeat(32)}.${'1'.repeat(32)}.jsonl`);
    writeFileSync(spoilt, '{"journal":1}\n{"at":1,"type":"tag","key":"a","value":"b"}\n');
    await folder.startServer();
    const { journals: done } = await syncJournals(connect({ dataFolder: folder.path }));
    expect(done).toContainEqual(
      expect.objectContaining({ file: spoilt, state: 'failed', error: 'unreadable' })
    );
    expect(done).toContainEqual(expect.objectContaining({ run: id, state: 'delivered' }));
    expect(existsSync(spoilt)).toBe(true);
  });

  it('tells on the disk how much the server has, until it has all', async () => {
    await folder.startServer();
    const studio = createStudio({ dataFolder: folder.path, capture: false, warn: () => {} });
    studio.sender.open = () => {};
    const run = studio.tracker.startRun({ experiment: 'offline' });
    const { file } = run.journalState();
    const note = file.replace(/jsonl$/, 'acknowledged');
    const delivery = createDelivery({ file, connection: connect({ dataFolder: folder.path }) });
    for (const value of [1, 2]) {
      run.log({ loss: value });
      expect([await delivery.step(), await delivery.step()]).toEqual(['sent', 'idle']);
      expect(Number(readFileSync(note, 'utf8'))).toBe(statSync(file).size);
    }
    await run.end({ wait: 0 });
    expect(await delivery.step()).toBe('delivered');
    expect(existsSync(note)).toBe(false);
  });

  it('tells so still when it is sent again before a fork of its run', async () => {
    await folder.startServer();
    const connection = connect({ dataFolder: folder.path });
    const studio = createStudio({ dataFolder: folder.path, capture: false, warn: () => {} });
    studio.sender.open = () => {};
    const parent = studio.tracker.startRun({ experiment: 'offline' });
    steps(12_000).forEach(step => parent.log({ step }));
    const { file } = parent.journalState();
    const delivery = createDelivery({ file, connection });
    while ((await delivery.step()) !== 'idle') {
      // There is more.
    }
    const forkFrom = { run: parent, step: 0 };
    const fork = studio.tracker.startRun({ experiment: 'offline', forkFrom });
    await fork.end({ wait: 0 });
    expect(await deliver(fork.journalState().file)).toBe('delivered');
    const note = file.replace(/jsonl$/, 'acknowledged');
    expect(Number(readFileSync(note, 'utf8'))).toBe(statSync(file).size);
    delivery.close();
    await parent.end({ wait: 0 });
  });

  it('stays for another try while no server answers', async () => {
    const { id } = await killedRun();
    const report = await syncJournals(connect({ dataFolder: folder.path }));
    expect(report.journals).toMatchObject([{ run: id, state: 'failed', entries: 0 }]);
    expect(journals().filter(name => name.endsWith('.jsonl'))).toHaveLength(1);
  });
});
