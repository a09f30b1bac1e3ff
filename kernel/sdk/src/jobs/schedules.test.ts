import { createClient } from '@atelier-ml/api';
import { displaySymbol } from '../display/index.ts';
import { buildLiveStudio } from '../testing/index.ts';
import type { LiveStudio } from '../testing/index.ts';
import type { JobScope } from './job-scope.ts';
import { createChangeFeed, createClusters, createSchedules } from './index.ts';

jest.setTimeout(60_000);

let live: LiveStudio;

beforeAll(async () => {
  live = await buildLiveStudio();
});
afterAll(() => live.remove());

const DAY = 86_400_000;

describe('a schedule of the SDK', () => {
  it('is made, changed in place, run, paused and deleted', async () => {
    const { jobs, schedules } = live.studio;
    const job = { command: 'echo first' };
    const made = await schedules.set('nightly', { cron: '0 2 * * *', zone: 'Europe/Berlin', job });
    expect(made.next).toHaveLength(3);
    expect(made.next[0].getTime()).toBeGreaterThan(Date.now());

    await made.pause();
    const changed = await schedules.set('nightly', {
      every: 3600,
      job: { command: 'echo second' }
    });
    expect(changed).toMatchObject({ id: made.id, isPaused: true, next: [] });
    expect((await changed.resume()).next).not.toEqual([]);

    const submitted = await changed.run();
    expect((await submitted.wait()).state).toBe('finished');
    expect(await submitted.logs()).toEqual(['second']);
    expect((await jobs.list({ schedule: made.id })).map(({ id }) => id)).toEqual([submitted.id]);
    const times = await changed.times();
    expect([...times]).toMatchObject([{ cause: 'manual', job: { id: submitted.id } }]);
    expect(times[displaySymbol]()['text/plain']).toContain(submitted.id);

    const list = await schedules.list();
    expect(list[displaySymbol]()['text/plain']).toContain('every 3600 s');
    await changed.delete();
    await expect(schedules.get('nightly')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('makes up for days of the past, each once', async () => {
    const { connection, jobs, schedules } = live.studio;
    const daily = await schedules.set('daily', {
      cron: '0 0 * * *',
      zone: 'UTC',
      paused: true,
      job: { command: 'echo "${{params.day}}"', params: { day: '${{schedule.date}}' } }
    });
    const range = ['2026-03-01T00:00Z', new Date('2026-03-02T00:00Z')] as const;
    expect(await daily.backfill(...range)).toEqual({ added: 2, present: 0 });
    let made = await jobs.list({ schedule: daily.id });
    for await (const _ of createChangeFeed(connection).watch([daily.id])) {
      made = await jobs.list({ schedule: daily.id });
      if (made.length === 2) {
        break;
      }
    }
    const written = made.map(async ({ id }) => (await (await jobs.get(id)).wait()).logs());
    expect((await Promise.all(written)).flat().sort()).toEqual(['2026-03-01', '2026-03-02']);
    expect(await daily.backfill(...range)).toEqual({ added: 0, present: 2 });
    expect((await daily.cancelBackfill()).record.waiting).toBe(0);
  });

  it('tells its times before it is there', async () => {
    const [first, second] = await live.studio.schedules.preview(
      { cron: '30 6 * * *', zone: 'UTC' },
      2
    );
    expect(first.toISOString()).toMatch(/T06:30:00/);
    expect(second.getTime() - first.getTime()).toBe(DAY);
  });

  it('is refused moments that are none, and says which', async () => {
    const { schedules } = live.studio;
    const from = 'the day before yesterday';
    await expect(schedules.preview({ every: 60, from })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(from)
    });
  });

  it('is refused without a time that there is', async () => {
    await expect(
      live.studio.schedules.set('never', { cron: '99 * * * *', job: { command: 'true' } })
    ).rejects.toMatchObject({ code: 'invalid-input', remedy: expect.any(String) });
  });
});

it('lists say what they do not show', async () => {
  const send = async () => Response.json({ items: [], total: 1200 });
  const client = createClient({ send });
  const scope = { client, params: { workspace: '~' } } as unknown as JobScope;
  for (const list of [createClusters(scope), createSchedules(scope)]) {
    const shown = (await list.list())[displaySymbol]();
    expect(shown['text/plain']).toContain('The first 0 of 1200.');
  }
});

describe('a cluster of the SDK', () => {
  it('has jobs that wait in it, whose priority is changed', async () => {
    const { clusters, jobs } = live.studio;
    const cluster = await clusters.create('narrow', { driver: 'process', maxNodes: 1 });
    const first = await jobs.submit({ command: 'sleep 600', cluster });
    const waits = await jobs.submit({ command: 'true', cluster });
    expect((await waits.update({ priority: 'high' })).record.priority).toBe('high');
    const cancelled = [first, waits].map(async job => (await job.cancel()).wait());
    await Promise.all((await Promise.all(cancelled)).map(job => job.delete()));
    await cluster.delete();
  });

  it('is made, runs jobs, is scaled and deleted', async () => {
    const { clusters, jobs } = live.studio;
    const made = await clusters.create('small', {
      driver: 'process',
      nodeSize: { cpus: 1, memoryMb: 128 },
      maxNodes: 1
    });
    const job = await jobs.submit({ command: 'true', cluster: made });
    expect(await job.wait()).toMatchObject({ state: 'finished', cluster: 'small' });
    await made.update({ maxNodes: 2, idleSeconds: 0 });
    const found = await clusters.get('small');
    expect(found[displaySymbol]()['text/plain']).toMatch(/1 CPU, 128 MiB/);
    const names = (await clusters.list()).map(({ name }) => name);
    expect(names).toEqual(['local', 'small']);
    await found.delete();
    await expect(clusters.get('small')).rejects.toMatchObject({ code: 'not-found' });
    expect(await job.refresh()).toMatchObject({ state: 'finished', cluster: 'small' });
  });
});
