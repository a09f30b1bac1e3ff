import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildTime, describeOnEachDatabase } from '../../../testing/index.ts';
import type { TestServer, TestTime } from '../../../testing/index.ts';
import { here, jobWhen, logOf, whenEnded } from '../testing/job.ts';
import { at, buildSchedule, courseOf, timesOf } from '../testing/schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The clock of a test begins on a Tuesday at 22:13:20 UTC. */
const BEGIN = 1_700_000_000_000;
const named = (schedule: string) => ({ ...here, schedule });
const command = (text: string, more: object = {}) => ({
  program: { type: 'command' as const, command: text },
  ...more
});

/** Minute by minute: quicker than second by second, and nothing comes late. */
async function pass(time: TestTime, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    await time.sleep(MINUTE);
  }
}

async function jobsOf({ client }: TestServer, schedule?: string) {
  const { items } = await client.jobs.list({ params: here, query: { schedule, limit: 1_000 } });
  return items.reverse();
}

async function allEnded(server: TestServer): Promise<void> {
  for (const { id } of await jobsOf(server)) {
    await whenEnded(server, id);
  }
}

describeOnEachDatabase('schedules of jobs', on => {
  it('submit a job when it is time, which tells of them', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    const made = await buildSchedule(server, {
      trigger: { type: 'cron', cron: '20,50 * * * *', timeZone: 'Europe/Berlin' },
      job: command(
        'echo "${{params.day}} $ATELIER_SCHEDULED_TIME since ${{schedule.previousTime}}"',
        {
          params: { day: '${{schedule.date}}' },
          tags: { at: '${{ schedule.time }}' }
        }
      )
    });
    expect(made.next.map(next => new Date(next).toISOString())).toEqual([
      '2023-11-14T22:20:00.000Z',
      '2023-11-14T22:50:00.000Z',
      '2023-11-14T23:20:00.000Z'
    ]);
    await pass(time, 6);
    expect(await jobsOf(server)).toEqual([]);
    await pass(time, 1);
    const [job] = await jobsOf(server, made.id);
    expect(job).toMatchObject({
      name: 'nightly',
      schedule: { id: made.id, name: 'nightly', time: at('2023-11-14T22:20Z') }
    });
    await whenEnded(server, job!.id);
    expect(await logOf(server, job!)).toBe(
      '2023-11-14 2023-11-14T22:20:00.000Z since 2023-11-14T22:50:00+01:00\n'
    );
    const run = await server.client.runs.get({ params: { ...here, run: job!.run } });
    expect(run.tags).toMatchObject({
      at: '2023-11-14T23:20:00+01:00',
      'atelier.schedule': 'nightly',
      'atelier.scheduledTime': '2023-11-14T22:20:00.000Z'
    });
    const schedule = await server.client.schedules.get({ params: named('nightly') });
    expect(schedule).toMatchObject({
      lastJob: { id: job!.id, state: 'finished', time: at('2023-11-14T22:20Z') },
      activeJobs: 0
    });
    await server.client.schedules.delete({ params: named('nightly') });
    expect(await jobsOf(server)).toHaveLength(1);
  });

  it('keep their code and their secrets, and look up datasets each time', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    const add = async (text: string) => {
      const { sha256 } = await server.client.blobs.upload({ query: {}, body: text });
      return { sha256, filename: 'people.csv' };
    };
    await server.client.datasets.create({
      params: here,
      body: { name: 'people', content: await add('name\nada\n') }
    });
    const made = await buildSchedule(server, {
      job: command('tail -1 "${{inputs.people}}"; test "$KEY" = "a secret" || exit 3', {
        inputs: { people: 'people' },
        secrets: { KEY: 'a secret' }
      })
    });
    expect(made.job.secrets).toEqual(['KEY']);
    await pass(time, 10);
    await allEnded(server);
    await server.client.datasets.versions.create({
      params: { ...here, dataset: 'people' },
      body: await add('name\ngrace\n')
    });
    await server.restart();
    await server.client.schedules.update({
      params: named('nightly'),
      body: { job: { ...made.job, name: 'renamed', secrets: {} } }
    });
    await pass(time, 10);
    await allEnded(server);
    const jobs = await jobsOf(server);
    expect(jobs.map(({ name, state }) => [name, state])).toEqual([
      ['nightly', 'finished'],
      ['renamed', 'finished']
    ]);
    expect(await Promise.all(jobs.map(job => logOf(server, job)))).toEqual(['ada\n', 'grace\n']);
  });

  it('leave a time out while a job has not ended, where they forbid two', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    const gate = join(server.data, 'gate');
    const { id } = await buildSchedule(server, {
      concurrency: 'forbid',
      job: command(`until test -e '${gate}'; do sleep 0.05; done`)
    });
    await pass(time, 20);
    expect((await jobsOf(server)).map(({ state }) => state)).toHaveLength(1);
    await writeFile(gate, '');
    await allEnded(server);
    await pass(time, 10);
    await allEnded(server);
    const times = await timesOf(server, id);
    expect(courseOf(times)).toEqual([
      'schedule submitted',
      'schedule skipped',
      'schedule submitted'
    ]);
    expect(times[1]!.message).toBe('“nightly” had not ended.');
  });

  it('end what runs, and only then begin anew, where the next replaces it', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    const { id } = await buildSchedule(server, {
      concurrency: 'replace',
      job: command('test "$ATELIER_SCHEDULED_TIME" != "2023-11-14T22:20:00.000Z" || sleep 60')
    });
    await pass(time, 7);
    const [first] = await jobsOf(server);
    await jobWhen(server, first!.id, job => job.state === 'running');
    await pass(time, 10);
    const ended = await whenEnded(server, first!.id);
    expect(ended).toMatchObject({
      state: 'cancelled',
      message: 'Cancelled by the schedule “nightly”.'
    });
    await time.pass(2_000);
    await allEnded(server);
    const [, second] = await jobsOf(server);
    expect(second!.queuedAt).toBeGreaterThanOrEqual(ended.endedAt!);
    expect(courseOf(await timesOf(server, id))).toEqual([
      'schedule submitted',
      'schedule submitted'
    ]);
    expect((await jobsOf(server)).map(({ state }) => state)).toEqual(['cancelled', 'finished']);
  });

  it('are paused and resumed, and run when somebody wants it', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    const { id } = await buildSchedule(server, { paused: true });
    await pass(time, 20);
    const params = named('nightly');
    const job = await server.client.schedules.run({ params });
    expect(job.schedule).toMatchObject({ id, time: time.clock() });
    await whenEnded(server, job.id);
    const resumed = await server.client.schedules.update({ params, body: { paused: false } });
    expect(resumed.next[0]).toBe(at('2023-11-14T22:40Z'));
    await pass(time, 10);
    const times = await timesOf(server, id);
    expect(courseOf(times)).toEqual(['manual submitted', 'schedule submitted']);
    const paused = await server.client.schedules.update({ params, body: { paused: true } });
    expect(paused.next).toEqual([]);
    await pass(time, 60);
    expect(await timesOf(server, id)).toHaveLength(2);
    await allEnded(server);
  });

  it.each([
    ['skip', ['schedule missed', 'schedule missed', 'schedule missed']],
    ['once', ['schedule missed', 'schedule missed', 'catch-up submitted']],
    ['all', ['schedule missed', 'catch-up submitted', 'catch-up submitted']]
  ] as const)(
    'with %s make up for what was missed while no server was there',
    async (catchUp, course) => {
      const time = buildTime();
      const server = await on.startServer(time);
      const { id } = await buildSchedule(server, {
        catchUp,
        catchUpLimit: 2,
        concurrency: 'forbid'
      });
      await time.sleep(28 * MINUTE);
      await server.restart();
      for (let round = 0; round < 3; round++) {
        await time.pass(1_000);
        await allEnded(server);
      }
      expect(courseOf(await timesOf(server, id))).toEqual(course);
    }
  );

  it('fill in times of the past that have no job, one after the other', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    const { id } = await buildSchedule(server, { concurrency: 'forbid' });
    await pass(time, 7);
    await allEnded(server);
    const params = named('nightly');
    const range = { from: at('2023-11-14T22:00Z'), to: time.clock() };
    expect(await server.client.schedules.backfill({ params, body: range })).toEqual({
      added: 2,
      present: 1
    });
    await time.pass(1_000);
    expect(await jobsOf(server)).toHaveLength(2);
    await allEnded(server);
    await time.pass(1_000);
    await allEnded(server);
    expect((await jobsOf(server)).map(({ schedule }) => schedule!.time)).toEqual(
      ['22:20', '22:00', '22:10'].map(each => at(`2023-11-14T${each}Z`))
    );
    expect(courseOf(await timesOf(server, id))).toEqual([
      'backfill submitted',
      'backfill submitted',
      'schedule submitted'
    ]);
    const again = await server.client.schedules.backfill({ params, body: range });
    expect(again).toEqual({ added: 0, present: 3 });
    await server.client.schedules.backfill({
      params,
      body: { from: at('2023-11-14T12:00Z'), to: at('2023-11-14T13:00Z') }
    });
    const stopped = await server.client.schedules.cancelBackfill({ params });
    expect(stopped.waiting).toBe(0);
    await expect(
      server.client.schedules.backfill({ params, body: { from: BEGIN, to: BEGIN + HOUR } })
    ).rejects.toMatchObject({ code: 'invalid-input', fields: [{ path: 'body.to' }] });
    await expect(
      server.client.schedules.backfill({ params, body: { from: 0, to: BEGIN } })
    ).rejects.toMatchObject({ message: 'The range has more than 1000 times.' });
  });

  it('submit once for each time, though the clock is set forward and back', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    const { id } = await buildSchedule(server, {});
    await pass(time, 7);
    time.setClock(48 * HOUR);
    await time.pass(1_000);
    time.setClock(-49 * HOUR);
    await pass(time, 65);
    await allEnded(server);
    const times = (await jobsOf(server)).map(({ schedule }) => schedule!.time);
    expect(new Set(times).size).toBe(times.length);
    const submitted = (await timesOf(server, id)).filter(each => each.outcome === 'submitted');
    const own = submitted.map(each => new Date(each.time).toISOString().slice(8, 16));
    const evening = ['21:30', '21:40', '21:50', '22:00', '22:10', '22:20'].map(
      hour => `14T${hour}`
    );
    expect(own).toEqual([...evening, '16T22:20']);
  });

  it('keep the cluster that only they name from being deleted', async () => {
    const server = await on.startServer();
    const { clusters, schedules } = server.client;
    const params = { ...here, cluster: 'small' };
    const { id } = await clusters.create({
      params: here,
      body: { name: 'small', driver: 'process' }
    });
    await buildSchedule(server, { job: command('true', { cluster: 'small' }) });
    await buildSchedule(server, { name: 'weekly', job: command('true', { cluster: id }) });
    await buildSchedule(server, { name: 'elsewhere', job: command('true') });
    await expect(clusters.delete({ params })).rejects.toMatchObject({
      code: 'in-use',
      message: 'Jobs of “nightly”, “weekly” go to the cluster “small”.',
      remedy: 'Give these schedules another cluster, or delete them first.'
    });
    await schedules.delete({ params: named('nightly') });
    await schedules.update({ params: named('weekly'), body: { job: command('true') } });
    await clusters.delete({ params });
  });

  it('say why a job could not be submitted, and go on with the next', async () => {
    const time = buildTime();
    const server = await on.startServer(time);
    await server.client.clusters.create({
      params: here,
      body: { name: 'small', driver: 'process' }
    });
    const { id } = await buildSchedule(server, { job: command('true', { cluster: 'small' }) });
    const cluster = { ...here, cluster: 'small' };
    await server.client.clusters.update({ params: cluster, body: { name: 'other' } });
    await pass(time, 7);
    const params = named('nightly');
    const message = 'There is no cluster “small” in “default”.';
    expect(await timesOf(server, id)).toMatchObject([{ outcome: 'failed', message, job: null }]);
    expect((await server.client.schedules.get({ params })).problem).toBe(message);
    await server.client.schedules.update({ params, body: { job: command('true') } });
    await pass(time, 10);
    await allEnded(server);
    expect(await server.client.schedules.get({ params })).toMatchObject({
      problem: null,
      lastJob: { state: 'finished' }
    });
  });

  it('keep a folder of code as it was', async () => {
    const time = buildTime();
    const files = await mkdtemp(join(tmpdir(), 'atelier-files-'));
    try {
      await writeFile(join(files, 'main.sh'), 'echo before');
      const server = await on.startServer({ ...time, files });
      await buildSchedule(server, {
        job: { program: { type: 'script', path: 'main.sh' }, code: { folder: '.' } }
      });
      await writeFile(join(files, 'main.sh'), 'echo after');
      await pass(time, 7);
      const [job] = await jobsOf(server);
      await whenEnded(server, job!.id);
      expect(await logOf(server, job!)).toBe('before\n');
    } finally {
      await rm(files, { recursive: true, force: true });
    }
  });

  it.each([
    ['a time that is none', { type: 'cron', cron: '99 8 * * *', timeZone: 'UTC' }, 'trigger.cron'],
    ['seconds', { type: 'cron', cron: '* * * * * *', timeZone: 'UTC' }, 'trigger.cron'],
    [
      'a zone that is nowhere',
      { type: 'interval', seconds: 60, timeZone: 'Mars/Base' },
      'trigger.timeZone'
    ],
    ['an end in the past', { type: 'interval', seconds: 60, until: 5 }, 'trigger.until']
  ] as const)('refuse %s', async (_, trigger, field) => {
    const server = await on.startServer(buildTime());
    await expect(buildSchedule(server, { trigger })).rejects.toMatchObject({
      code: 'invalid-input',
      fields: [{ path: `body.${field}` }]
    });
  });

  it('refuse what could never be submitted, and a name that is taken', async () => {
    const server = await on.startServer(buildTime());
    await expect(
      buildSchedule(server, { job: command('echo ${{schedule.weather}}') })
    ).rejects.toMatchObject({ message: '${{schedule.weather}} stands for nothing.' });
    await expect(
      buildSchedule(server, { job: command('true', { inputs: { x: 'nothing' } }) })
    ).rejects.toMatchObject({ code: 'not-found' });
    const id = 'a'.repeat(32);
    await buildSchedule(server, { id });
    expect((await buildSchedule(server, { id })).id).toBe(id);
    await expect(buildSchedule(server)).rejects.toMatchObject({ code: 'already-exists' });
    const { items } = await server.client.schedules.list({
      params: here,
      query: { search: 'night' }
    });
    expect(items.map(({ name }) => name)).toEqual(['nightly']);
  });
});
