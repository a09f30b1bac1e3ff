import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../connection/index.ts';
import { createDelivery, syncJournals } from '../journal/index.ts';
import { killRun, startBlackHole, startRealServer } from '../testing/index.ts';
import type { RealServer } from '../testing/index.ts';
import { createStudio } from './index.ts';
import type { Studio } from './index.ts';

/** The SDK against the server itself. */
let data: string;
let servers: RealServer[];
let studios: Studio[];

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'atelier-faults-'));
  servers = [];
  studios = [];
});
afterEach(async () => {
  await Promise.all(studios.map(studio => studio.sender.stop()));
  studios.forEach(studio => studio.connection.close());
  await Promise.all(servers.map(server => server.kill()));
  rmSync(data, { recursive: true, force: true });
});

async function startServer(): Promise<RealServer> {
  const server = await startRealServer(data);
  servers.push(server);
  return server;
}

function buildStudio(): Studio {
  const studio = createStudio({ dataFolder: data, capture: false, warn: () => {} });
  studios.push(studio);
  return studio;
}

type Run = ReturnType<Studio['tracker']['startRun']>;

async function flushed(run: Run): Promise<void> {
  while (!(await run.flush())) {
    // The server is not up yet: each flush is one more attempt.
  }
}

/** Every step that the server has of a metric, of all there are. */
async function storedSteps(studio: Studio, run: string, key: string): Promise<number[]> {
  const params = { workspace: '~', run };
  const query = { key, maximumPoints: 100_000 };
  const { series } = await studio.connection.client.runs.history({ params, query });
  return series[0].steps;
}

const steps = (count: number) => Array.from({ length: count }, (_, index) => index);

it('loses and doubles nothing when the server is killed in mid-run, again and again', async () => {
  let server = await startServer();
  const studio = buildStudio();
  const run = studio.tracker.startRun({ experiment: 'kill' });
  for (let round = 0; round < 4; round++) {
    for (let step = 0; step < 5_000; step++) {
      run.log({ loss: 1 / (step + 1) });
      if (step % 500 === 0) {
        await new Promise(resolve => setImmediate(resolve));
      }
    }
    void run.flush();
    await server.kill();
    run.log({ loss: 0 });
    server = await startServer();
  }
  await run.end({ wait: 0 });
  await flushed(run);
  expect(await storedSteps(studio, run.id, 'loss')).toEqual(steps(4 * 5_001));
  const stored = await studio.connection.client.runs.get({
    params: { workspace: '~', run: run.id }
  });
  expect(stored.status).toBe('finished');
  expect(stored.metrics.loss.count).toBe(4 * 5_001);
  expect(readdirSync(join(data, 'journal'))).toEqual([]);
}, 60_000);

it('sends while the program never yields', async () => {
  await startServer();
  const run = buildStudio().tracker.startRun({ experiment: 'busy' });
  steps(1_000).forEach(() => run.log({ loss: 1 }));
  // Nothing is awaited from the start of the run to here.
  expect(run.flushBlocking(Date.now() + 20_000)).toBe(true);
  expect(run.journalState()).toMatchObject({ entries: 1_001, unsynced: 0 });
  await run.end();
}, 60_000);

it('keeps the run of a killed process, and ends it as killed', async () => {
  await startServer();
  const { id: run, last } = await killRun(data);
  const studio = buildStudio();
  const report = await syncJournals(studio.connection);
  expect(report.journals).toMatchObject([{ run, state: 'delivered' }]);
  const stored = await storedSteps(studio, run, 'loss');
  expect(stored).toEqual(steps(stored.length));
  expect(stored.length).toBeGreaterThan(last);
  const { status } = await studio.connection.client.runs.get({ params: { workspace: '~', run } });
  expect(status).toBe('killed');
}, 60_000);

it('keeps what a killed process has logged when the server was killed before it', async () => {
  const server = await startServer();
  const child = spawn(process.execPath, [join(__dirname, '../testing/logging-program.ts')], {
    env: { PATH: process.env.PATH, ATELIER_CAPTURE: 'off', ATELIER_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit']
  });
  const gone = once(child, 'exit');
  let output = '';
  let serverIsGone: Promise<void> | undefined;
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.length > 20_000) {
      serverIsGone ??= server.kill();
    }
    if (output.length > 60_000 && !child.killed) {
      await serverIsGone;
      child.kill('SIGKILL');
    }
  }
  await gone;
  const lines = output.split('\n').slice(0, -1);
  const run = lines[0].slice('run '.length);
  await startServer();
  const studio = buildStudio();
  const report = await syncJournals(studio.connection);
  expect(report.journals).toMatchObject([{ run, state: 'delivered', error: null }]);
  const stored = await storedSteps(studio, run, 'loss');
  expect(stored).toEqual(steps(stored.length));
  expect(stored.length).toBeGreaterThan(Number(lines.at(-1)));
}, 60_000);

it('delivers a run that was over before the server was first started', async () => {
  const studio = buildStudio();
  const run = studio.tracker.startRun({ experiment: 'early', tags: { kind: 'offline' } });
  steps(100).forEach(step => run.log({ loss: step }));
  run.params({ rate: 0.1 });
  const artifact = await run.artifact(Buffer.from('weights'), 'weights.bin');
  expect(await run.end()).toBe(false);
  expect(studio.tracker.unsynced()).toBeGreaterThan(100);
  await startServer();
  await flushed(run);
  expect(studio.tracker.unsynced()).toBe(0);
  const stored = await studio.connection.client.runs.get({
    params: { workspace: '~', run: run.id }
  });
  expect(stored).toMatchObject({
    status: 'finished',
    params: { rate: '0.1' },
    tags: { kind: 'offline' },
    artifacts: [{ path: 'weights.bin', sha256: artifact?.sha256 }]
  });
}, 60_000);

it('stores each entry once when answers vanish on the way', async () => {
  const server = await startServer();
  const hole = await startBlackHole(data, server.url);
  const studio = buildStudio();
  studio.sender.open = () => {};
  const run = studio.tracker.startRun({ experiment: 'hole' });
  steps(12_000).forEach(() => run.log({ loss: 1 }));
  await run.end({ wait: 0 });
  const connection = connect({
    dataFolder: data,
    url: hole.url,
    tokenFile: join(data, 'token'),
    idleTimeout: 200
  });
  let attempts = 0;
  const delivery = createDelivery({
    file: run.journalState().file,
    connection: {
      send: (path, init) => {
        // The server gets each second request, but its answer is swallowed.
        const lost = attempts++ % 2 === 0;
        setImmediate(() => setTimeout(() => hole.swallow(lost), lost ? 1 : 0));
        return connection.send(path, init);
      }
    }
  });
  let outcome = '';
  while (outcome !== 'delivered') {
    outcome = await delivery.step().catch(() => 'failed');
    hole.swallow(false);
  }
  expect(attempts).toBeGreaterThan(4);
  expect(await storedSteps(studio, run.id, 'loss')).toEqual(steps(12_000));
  connection.close();
  hole.close();
}, 60_000);
