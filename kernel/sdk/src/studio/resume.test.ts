import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syncJournals } from '../journal/index.ts';
import { killRun, startRealServer } from '../testing/index.ts';
import type { RealServer } from '../testing/index.ts';
import { createStudio } from './index.ts';
import type { Studio } from './index.ts';

let data: string;
let server: RealServer | undefined;
let studio: Studio;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'atelier-resume-'));
  studio = createStudio({ dataFolder: data, capture: false, warn: () => {} });
});
afterEach(async () => {
  await studio.sender.stop();
  studio.connection.close();
  await server?.kill();
  server = undefined;
  rmSync(data, { recursive: true, force: true });
});

const killedRun = () => killRun(data);

const stored = (run: string) =>
  studio.connection.client.runs.get({ params: { workspace: '~', run } });

const flushed = async () => {
  while (!(await studio.tracker.flush())) {
    // Each flush is one more attempt.
  }
};

async function expectGoesOn(id: string, last: number, resume: string): Promise<void> {
  const run = await studio.tracker.startRun({ resume, tags: { attempt: 2 } });
  run.log({ loss: -1 });
  server ??= await startRealServer(data);
  await flushed();
  expect(await stored(id)).toMatchObject({ status: 'running', error: null });
  await run.end({ wait: 0 });
  await flushed();
  const after = await stored(id);
  expect(after).toMatchObject({ status: 'finished', tags: { attempt: '2' } });
  const { count, last: value, step } = after.metrics.loss;
  expect({ step, value }).toEqual({ step: count - 1, value: -1 });
  expect(count).toBeGreaterThanOrEqual(last + 2);
  // The sending thread may have claimed what the killed program has left.
  while (readdirSync(join(data, 'journal')).length > 0) {
    await syncJournals(studio.connection);
  }
}

it.each(['by its id', 'by its journal'])(
  'goes on with a run whose program was killed before there was a server, %s',
  async how => {
    const { id, last } = await killedRun();
    const journal = readdirSync(join(data, 'journal')).find(name => name.endsWith('.jsonl'))!;
    await expectGoesOn(id, last, how === 'by its id' ? id : join(data, 'journal', journal));
  },
  60_000
);

it.each(['before there is a server', 'when the server does not know it'])(
  'goes on with a run whose journal lies in another folder, %s',
  async when => {
    const { id, last } = await killedRun();
    renameSync(join(data, 'journal'), join(data, 'copied'));
    if (when === 'when the server does not know it') {
      server = await startRealServer(data);
    }
    const [journal] = readdirSync(join(data, 'copied')).filter(name => name.endsWith('.jsonl'));
    await expectGoesOn(id, last, join(data, 'copied', journal));
  },
  60_000
);

it('goes on with a run whose program was killed while the server had a part of it', async () => {
  server = await startRealServer(data);
  const { id, last } = await killedRun();
  await expectGoesOn(id, last, id);
}, 60_000);

it('refuses a run that nobody knows, unless it may begin with it', async () => {
  server = await startRealServer(data);
  const { startRun } = studio.tracker;
  const resume = 'c'.repeat(32);
  await expect(startRun({ resume })).rejects.toMatchObject({ code: 'not-found' });
  const allowed = { experiment: 'jobs', resume: { run: resume, mode: 'allow' } } as const;
  const first = await startRun(allowed);
  first.log({ loss: 1 });
  await first.end();
  const second = await startRun(allowed);
  expect(second.id).toBe(resume);
  second.log({ loss: 2 });
  await second.end();
  const { metrics, status } = await stored(resume);
  expect({ status, count: metrics.loss.count, step: metrics.loss.step }).toEqual({
    status: 'finished',
    count: 2,
    step: 1
  });
  await expect(startRun({ resume: { run: 'no id', mode: 'allow' } })).rejects.toMatchObject({
    code: 'invalid-input'
  });
}, 60_000);

it('begins without a server where it may, and is one run with what the server has', async () => {
  const options = { experiment: 'jobs', resume: { run: 'd'.repeat(32), mode: 'allow' } } as const;
  const run = await studio.tracker.startRun(options);
  run.log({ loss: 1 });
  await expect(studio.tracker.startRun({ resume: 'e'.repeat(32) })).rejects.toMatchObject({
    code: 'server-unreachable'
  });
  server = await startRealServer(data);
  await run.end({ wait: 0 });
  await flushed();
  expect((await stored(run.id)).status).toBe('finished');
}, 60_000);
