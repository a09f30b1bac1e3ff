import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TrashItem } from '@atelier-ml/api';
import {
  buildRunLogger,
  buildRunWithFiles,
  collect,
  describeOnEachDatabase,
  hashOf,
  isStored,
  metric,
  start,
  watchChanges
} from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';

const params = { workspace: 'default' };
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describeOnEachDatabase('the trash', on => {
  let server: TestServer;
  let passed = 0;
  beforeEach(async () => {
    passed = 0;
    server = await on.startServer({ clock: () => Date.now() + passed });
  });

  const build = (texts: string[], experiment?: string) =>
    buildRunWithFiles(server, texts, experiment);
  const deleteRun = (run: string) => server.client.runs.delete({ params: { ...params, run } });
  const deleteExperiment = (experiment: string) =>
    server.client.experiments.delete({ params: { ...params, experiment } });
  const list = (query: object = {}) => server.client.trash.list({ params, query });
  const run = (id: string): { kind: TrashItem['kind']; id: string } => ({ kind: 'run', id });
  const items = (...found: { kind: TrashItem['kind']; id: string }[]) => ({
    type: 'items' as const,
    items: found
  });
  const preview = (selection: Parameters<typeof collect>[1]) =>
    server.client.trash.preview({ params, body: { selection } });

  it('lists what was deleted, by whom, and when it goes for good', async () => {
    const id = await build(['abc', 'defgh']);
    await server.clientOf('ada').runs.delete({ params: { ...params, run: id } });
    const { items: found, retention, total } = await list();
    expect([total, retention]).toEqual([1, { days: 30 }]);
    expect(found).toEqual([
      {
        kind: 'run',
        id,
        name: id.slice(0, 8),
        experiment: 'training',
        runCount: null,
        size: 8,
        deletedAt: expect.any(Number),
        deletedBy: 'ada',
        purgedAt: found[0]!.deletedAt + 30 * DAY
      }
    ]);
  });

  it('lists an experiment in place of its runs, in pages, by kind and by text', async () => {
    const ids = [];
    for (let index = 0; index < 3; index++) {
      ids.push(await build(['x']));
      passed += 1_000;
      await deleteRun(ids[index]!);
    }
    await deleteRun(await build(['y'], 'other'));
    passed += 1_000;
    await deleteExperiment('other');
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 2, cursor });
      expect(page.total).toBe(4);
      names.push(...page.items.map(item => item.name));
      cursor = page.nextCursor;
    } while (cursor);
    expect(names).toEqual(['other', ...ids.toReversed().map(id => id.slice(0, 8))]);
    expect((await list({ kind: 'experiment' })).items).toMatchObject([{ runCount: 1, size: 1 }]);
    expect((await list({ search: ids[1]!.slice(0, 8) })).total).toBe(1);
  });

  it('gives back runs and experiments, and says why it does not', async () => {
    const [first, second] = [await build(['a']), await build(['b'], 'other')];
    await deleteRun(first);
    await deleteRun(second);
    await deleteExperiment('other');
    const answer = await server.client.trash.restore({
      params,
      body: { items: [run(first), run(second), run('f'.repeat(32))] }
    });
    expect(answer).toMatchObject({
      restored: 1,
      refused: [
        { id: second, message: expect.stringContaining('lies in the trash') },
        { message: expect.stringContaining('no such run') }
      ]
    });
    const [experiment] = (await list()).items;
    const both = { items: [run(second), { kind: experiment!.kind, id: experiment!.id }] };
    const changes = await watchChanges(server);
    expect(await server.client.trash.restore({ params, body: both })).toMatchObject({
      restored: 2
    });
    await changes.next(({ action, kind }) => kind === 'trash' && action === 'updated');
    changes.close();
    expect((await list()).total).toBe(0);
  });

  it('shows before what goes, what stays and why, and what is missing', async () => {
    const [own, shared, lost] = ['only mine', 'of a dataset too', 'gone from the disk'];
    const id = await build([own, shared, lost]);
    await server.client.datasets.create({
      params,
      body: { name: 'kept', content: { sha256: hashOf(shared), filename: 'a.txt', format: 'file' } }
    });
    const missing = hashOf(lost);
    rmSync(join(server.data, 'blobs', missing.slice(0, 2), missing.slice(2, 4), missing));
    await deleteRun(id);
    expect(await preview(items(run(id)))).toMatchObject({
      freed: { count: 0, bytes: 0 },
      fresh: { count: 1, bytes: own.length }
    });
    passed += 2 * HOUR;
    expect(await preview(items(run(id)))).toEqual({
      experiments: 0,
      runs: 1,
      loggedModels: 0,
      metrics: 1,
      points: 1,
      files: 3,
      freed: { count: 1, bytes: own.length },
      fresh: { count: 0, bytes: 0 },
      kept: { count: 1, bytes: shared.length },
      keptExamples: [
        {
          sha256: hashOf(shared),
          size: shared.length,
          references: [{ kind: 'dataset-version', id: expect.any(String), name: 'kept:1' }]
        }
      ],
      missing: 1,
      missingExamples: [
        { sha256: missing, references: [{ kind: 'run', id, name: id.slice(0, 8) }] }
      ]
    });
    expect((await list()).total).toBe(1);
    const ended = await collect(server, items(run(id)));
    expect(ended).toMatchObject({
      state: 'finished',
      runs: 1,
      freed: { count: 1, bytes: own.length }
    });
    expect([isStored(server, hashOf(own)), isStored(server, hashOf(shared))]).toEqual([
      false,
      true
    ]);
  });

  it('says of all content what goes, stays and is missing', async () => {
    const id = await build(['kept', 'lost'], 'living');
    await deleteRun(await build(['trashed']));
    await server.client.blobs.upload({ query: {}, body: 'of nobody' });
    const lost = hashOf('lost');
    rmSync(join(server.data, 'blobs', lost.slice(0, 2), lost.slice(2, 4), lost));
    passed += 2 * HOUR;
    await server.client.blobs.upload({ query: {}, body: 'new' });
    passed += 30 * 60_000 - 2 * HOUR;
    expect(await preview({ type: 'content' })).toMatchObject({ runs: 0, missing: 1 });
    passed += 2 * HOUR;
    expect(await preview({ type: 'content' })).toMatchObject({
      freed: { bytes: 'of nobody'.length + 'new'.length },
      kept: { bytes: 'kept'.length + 'trashed'.length },
      missingExamples: [{ sha256: lost, references: [{ id }] }]
    });
    expect(await preview({ type: 'all' })).toMatchObject({
      runs: 1,
      freed: { count: 3 },
      kept: { count: 1, bytes: 4 }
    });
  });

  it('removes a run for good: nothing of it is left, and nothing revives it', async () => {
    const logger = buildRunLogger(server);
    await logger.log(
      start(),
      metric('loss', 1, 1),
      { type: 'param', key: 'a', value: '1' },
      { type: 'end', status: 'finished' }
    );
    const place = { params: { ...params, run: logger.run } };
    await server.client.runs.delete(place);
    const changes = await watchChanges(server);
    const ended = await collect(server, items(run(logger.run)));
    expect(ended).toMatchObject({ state: 'finished', runs: 1 });
    await changes.next(({ action, subjectId }) => action === 'deleted' && subjectId === logger.run);
    await changes.next(({ kind, subjectId }) => kind === 'trash' && subjectId === ended.id);
    changes.close();
    await expect(server.client.runs.get(place)).rejects.toMatchObject({ code: 'not-found' });
    logger.add(metric('loss', 2, 2));
    await expect(logger.send(5)).rejects.toMatchObject({
      code: 'run-deleted',
      message: expect.stringContaining('for good')
    });
    await expect(logger.send(1)).rejects.toMatchObject({ code: 'run-deleted' });
    await server.restart();
    await expect(logger.send(1)).rejects.toMatchObject({ code: 'run-deleted' });
    expect((await list()).total).toBe(0);
  });

  it('is not asked about points that a run had on their way', async () => {
    const logger = buildRunLogger(server);
    await logger.log(start());
    const more = Array.from({ length: 50 }, (_, index) => metric('loss', index, index));
    await logger.log(...more);
    await logger.log({ type: 'end', status: 'finished' });
    await deleteRun(logger.run);
    logger.add(metric('loss', 1, 1_000));
    await Promise.all([
      collect(server, items(run(logger.run))),
      logger.send(logger.entries.length).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'run-deleted' });
      })
    ]);
    await expect(
      server.client.runs.get({ params: { ...params, run: logger.run } })
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('answers clients of MLflow that a purged run and experiment do not exist', async () => {
    const id = await build(['a']);
    const { number } = await server.client.experiments.get({
      params: { ...params, experiment: 'training' }
    });
    await deleteExperiment('training');
    expect(await collect(server, { type: 'all' })).toMatchObject({ experiments: 1, runs: 1 });
    const post = (path: string, body: object) =>
      server.send(`/mlflow/api/2.0/mlflow/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body)
      });
    const answers = [
      await server.send(`/mlflow/api/2.0/mlflow/runs/get?run_id=${id}`),
      await server.send(`/mlflow/api/2.0/mlflow/experiments/get?experiment_id=${number}`),
      await post('runs/log-metric', { run_id: id, key: 'a', value: 1, timestamp: 1 }),
      await post('runs/restore', { run_id: id })
    ];
    for (const answer of answers) {
      expect([answer.status, await answer.json()]).toEqual([
        404,
        expect.objectContaining({ error_code: 'RESOURCE_DOES_NOT_EXIST' })
      ]);
    }
  });

  it('lets a model version outlive the run that it came from', async () => {
    const id = await build(['a model']);
    await server.client.models.create({
      params,
      body: { name: 'churn', version: { source: { runId: id, path: 'file-0.txt' } } }
    });
    await deleteRun(id);
    passed += 2 * HOUR;
    await collect(server, { type: 'all' });
    expect(isStored(server, hashOf('a model'))).toBe(true);
    const version = { params: { ...params, model: 'churn', version: '1' } };
    expect(await server.client.models.versions.get(version)).toMatchObject({
      runId: id,
      runGone: true
    });
    expect(await (await server.client.models.versions.content(version)).text()).toBe('a model');
  });

  it('keeps what is younger than its rules, and removes the rest', async () => {
    await deleteRun(await build(['old']));
    passed += 20 * DAY;
    await deleteRun(await build(['young'], 'other'));
    const expired = { type: 'expired' as const };
    expect(await preview(expired)).toMatchObject({ runs: 0 });
    await server.client.trash.setRetention({ params, body: { days: 10 } });
    expect(await preview(expired)).toMatchObject({ runs: 1 });
    await server.client.trash.setRetention({ params, body: { days: null } });
    expect(await preview(expired)).toMatchObject({ runs: 0 });
    expect((await list()).items.map(({ purgedAt }) => purgedAt)).toEqual([null, null]);
    await server.client.trash.setRetention({ params, body: { days: 10 } });
    expect(await collect(server, expired)).toMatchObject({ runs: 1 });
    expect((await list()).total).toBe(1);
  });

  it('removes no experiment that somebody has given back meanwhile, nor what is not in it', async () => {
    const id = await build(['a']);
    const { id: experiment } = await server.client.experiments.get({
      params: { ...params, experiment: 'training' }
    });
    const ended = await collect(server, items(run(id), { kind: 'experiment', id: experiment }));
    expect(ended).toMatchObject({ state: 'finished', runs: 0, experiments: 0 });
    expect(isStored(server, hashOf('a'))).toBe(true);
  });

  it('takes the saved views of an experiment along', async () => {
    await build(['a']);
    const { id: subject } = await server.client.experiments.get({
      params: { ...params, experiment: 'training' }
    });
    await server.client.views.create({
      params,
      body: { name: 'best', page: 'experiment', subject, state: {} }
    });
    await deleteExperiment('training');
    await collect(server, { type: 'all' });
    expect((await server.client.views.list({ params, query: {} })).total).toBe(0);
  });

  it('tells of collections, one at a time, and of none of another workspace', async () => {
    const { id } = await collect(server, { type: 'content' });
    expect((await server.client.trash.collections({ params })).items).toMatchObject([{ id }]);
    await server.client.workspaces.create({ body: { name: 'lab' } });
    await expect(
      server.client.trash.collection({ params: { workspace: 'lab', collection: id } })
    ).rejects.toMatchObject({ code: 'not-found' });
    const both = await Promise.allSettled([
      collect(server, { type: 'content' }),
      collect(server, { type: 'content' })
    ]);
    for (const result of both) {
      expect(
        result.status === 'fulfilled'
          ? result.value.state
          : (result.reason as { code: string }).code
      ).toMatch(/^(finished|in-use)$/);
    }
  });
});
