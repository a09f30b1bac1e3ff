import { buildRunDetail, FakeRunServer } from '../testing/index.ts';
import type { LiveRun } from './live-run.ts';
import { createRequestQueue } from './request-queue.ts';
import { createRunFeed } from './run-feed.ts';

const WORKSPACE = '~';

/** Resolves once the run's state is as wanted. */
function until(run: LiveRun, holds: (run: LiveRun) => boolean): Promise<void> {
  return new Promise(resolve => {
    const check = () => {
      if (holds(run)) {
        run.changed.disconnect(check);
        resolve();
      }
    };
    run.changed.connect(check);
    check();
  });
}

function buildFeed(changes: Parameters<typeof buildRunDetail>[0] = {}) {
  const server = new FakeRunServer();
  const detail = buildRunDetail({ status: 'running', endedAt: null, ...changes });
  server.put(detail);
  const feed = createRunFeed({ api: server.api, events: server.events });
  return { server, detail, feed };
}

const lossOf = (run: LiveRun) => run.metrics.get('loss')?.values;
const ready = (run: LiveRun) => run.state === 'ready' && run.historyState === 'ready';

describe('a live run', () => {
  it('fetches details and points, then only the points it lacks', async () => {
    const { server, detail, feed } = buildFeed();
    server.log(detail.id, 'loss', 0, 0.9);
    server.log(detail.id, 'loss', 1, 'NaN');
    const { run } = feed.open(WORKSPACE, detail.id);
    await until(run, ready);
    expect(lossOf(run)).toEqual([0.9, NaN]);

    server.log(detail.id, 'loss', 2, 0.7);
    server.events.emit('progressed', detail.id);
    await until(run, () => lossOf(run)?.length === 3);
    expect(lossOf(run)).toEqual([0.9, NaN, 0.7]);
    expect(server.asked).toEqual([0, 2]);
  });

  it('turns a burst of events during a fetch into one further fetch, and doubles no point', async () => {
    const { server, detail, feed } = buildFeed();
    const { run } = feed.open(WORKSPACE, detail.id);
    await run.reload();
    const before = server.asked.length;
    const release = server.hold();
    server.log(detail.id, 'loss', 0, 1);
    server.events.emit('progressed', detail.id);
    for (let step = 1; step < 6; step++) {
      server.log(detail.id, 'loss', step, 1);
      server.events.emit('progressed', detail.id);
    }
    release();
    await until(run, () => lossOf(run)?.length === 6);
    expect(run.metrics.get('loss')?.steps).toEqual([0, 1, 2, 3, 4, 5]);
    expect(server.asked.slice(before)).toEqual([0, 1]);
  });

  it('asks for what it missed when the stream is open again', async () => {
    const { server, detail, feed } = buildFeed();
    const { run } = feed.open(WORKSPACE, detail.id);
    await until(run, ready);
    server.events.become('connecting');
    expect(run.interrupted).toBe(true);
    server.log(detail.id, 'loss', 0, 1);
    server.events.become('open');
    await until(run, () => lossOf(run)?.length === 1);
    expect(run.interrupted).toBe(false);
  });

  it('keeps what it knows while the server is down, and recovers', async () => {
    const { server, detail, feed } = buildFeed();
    server.log(detail.id, 'loss', 0, 1);
    const { run } = feed.open(WORKSPACE, detail.id);
    await until(run, ready);
    server.down = true;
    await run.reload();
    expect(run.state).toBe('ready');
    expect(run.error).toMatchObject({ code: 'server-unreachable' });
    expect(lossOf(run)).toEqual([1]);
    server.down = false;
    server.events.become('open');
    await until(run, () => run.error === null);
  });

  it('is gone with its last values when the run is deleted', async () => {
    const { server, detail, feed } = buildFeed();
    server.log(detail.id, 'loss', 0, 1);
    const { run } = feed.open(WORKSPACE, detail.id);
    await until(run, ready);
    server.remove(detail.id);
    expect(run.state).toBe('gone');
    expect(run.value?.id).toBe(detail.id);
    expect(lossOf(run)).toEqual([1]);
  });

  it('appears when a run is displayed before its first entry has reached the server', async () => {
    const { server, feed } = buildFeed();
    const late = buildRunDetail();
    const { run } = feed.open(WORKSPACE, late.id);
    await until(run, () => run.state === 'gone');
    server.put(late);
    server.events.emit('created', late.id);
    await until(run, ready);
    expect(run.value?.name).toBe(late.name);
  });

  it('takes the whole history anew in another resolution', async () => {
    const { server, detail, feed } = buildFeed();
    server.log(detail.id, 'loss', 0, 1);
    const { run } = feed.open(WORKSPACE, detail.id);
    await until(run, ready);
    await run.setResolution(100_000);
    expect(server.asked.at(-1)).toBe(0);
    expect(server.maximumPoints.at(-1)).toBe(100_000);
    expect(lossOf(run)).toEqual([1]);
  });

  it('leaves other runs’ events alone', async () => {
    const { server, detail, feed } = buildFeed();
    const { run } = feed.open(WORKSPACE, detail.id);
    await until(run, ready);
    const before = server.asked.length;
    server.events.emit('progressed', buildRunDetail().id);
    server.events.emit('updated', detail.experimentId, 'experiment');
    await Promise.resolve();
    expect(server.asked).toHaveLength(before);
  });
});

describe('the feed', () => {
  it('shares one live run among all who look at it, and ends it with the last', () => {
    const { detail, feed } = buildFeed();
    const first = feed.open(WORKSPACE, detail.id);
    const second = feed.open(WORKSPACE, detail.id);
    expect(second.run).toBe(first.run);
    first.dispose();
    first.dispose();
    expect(second.run.isDisposed).toBe(false);
    second.dispose();
    expect(second.run.isDisposed).toBe(true);
    expect(feed.open(WORKSPACE, detail.id).run).not.toBe(second.run);
  });
});

describe('the request queue', () => {
  it('runs no more tasks at once than it is wide, and goes on after a failure', async () => {
    const queue = createRequestQueue(2);
    let running = 0;
    let most = 0;
    const task = (fails: boolean) => () => {
      running += 1;
      most = Math.max(most, running);
      return Promise.resolve().then(() => {
        running -= 1;
        if (fails) {
          throw new Error('no');
        }
      });
    };
    const outcomes = await Promise.allSettled([0, 1, 2, 3, 4].map(n => queue.add(task(n === 1))));
    expect(most).toBe(2);
    expect(outcomes.map(outcome => outcome.status).filter(s => s === 'fulfilled')).toHaveLength(4);
  });
});
