import type { Endpoint } from '@atelier-ml/api';
import {
  buildModel,
  buildModelVersion,
  describeOnEachDatabase,
  watchChanges
} from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';

const here = { workspace: '~' };
const params = { ...here, endpoint: 'risk' };
const patient = { glucose: 148, children: 2, smoker: true, city: 'Rome' };
const processPattern = /"pid":(\d+)/;

async function buildEndpoint(server: TestServer, model = 'patients'): Promise<Endpoint> {
  return server.client.endpoints.create({ params: here, body: { name: 'risk', model } });
}

async function call(server: TestServer, path: string, key: string, body?: unknown) {
  const response = await server.send(path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) })
  });
  return { status: response.status, body: await response.json() };
}

async function pidOf({ client }: TestServer): Promise<number> {
  const { lines } = await client.endpoints.logs({ params, query: {} });
  const ready = lines.filter(line => processPattern.test(line)).at(-1)!;
  return Number(processPattern.exec(ready)![1]);
}

describeOnEachDatabase('endpoints', on => {
  it('serves a model to callers who have its key', async () => {
    const server = await on.startServer();
    await buildModel(server);
    const endpoint = await buildEndpoint(server);
    expect(endpoint).toMatchObject({
      state: 'running',
      scoringPath: '/endpoints/default/risk/score',
      deployment: { modelName: 'patients', modelVersion: 1, error: null }
    });
    const { key } = await server.client.endpoints.key({ params });
    const scored = await call(server, endpoint.scoringPath, key, { inputs: [patient] });
    expect(scored.status).toBe(200);
    expect(scored.body).toMatchObject({
      outputs: [{ label: 'pos' }],
      model: { name: 'patients', version: 1 }
    });
    expect(scored.body.outputs[0].probabilities[1]).toBeCloseTo(1 / (1 + Math.exp(-2.62)), 5);
    const live = await call(server, `${endpoint.inferencePath}/health/live`, key);
    expect(live).toEqual({ status: 200, body: { live: true } });
    const tested = await server.client.endpoints.test({ params, body: { inputs: [patient] } });
    expect(tested.outputs).toEqual(scored.body.outputs);
  });

  it('tells nothing to callers without the right key, not even what exists', async () => {
    const server = await on.startServer();
    await buildModel(server);
    const { scoringPath } = await buildEndpoint(server);
    const wrong = await call(server, scoringPath, 'wrong', { inputs: [patient] });
    const unknown = await call(server, '/endpoints/default/none/score', 'wrong', {});
    const studio = await call(server, scoringPath, server.token, { inputs: [patient] });
    for (const { body, status } of [wrong, unknown, studio]) {
      expect(status).toBe(401);
      expect({ ...body.error, requestId: '' }).toEqual({ ...wrong.body.error, requestId: '' });
    }
    const { key } = await server.client.endpoints.key({ params });
    expect((await call(server, '/api/workspaces', key)).status).toBe(401);
  });

  it('stops the old key at once when it is rotated', async () => {
    const server = await on.startServer();
    await buildModel(server);
    const { scoringPath } = await buildEndpoint(server);
    const old = await server.client.endpoints.key({ params });
    expect((await call(server, scoringPath, old.key, { inputs: [patient] })).status).toBe(200);
    const fresh = await server.client.endpoints.rotateKey({ params });
    expect((await call(server, scoringPath, old.key, { inputs: [patient] })).status).toBe(401);
    expect((await call(server, scoringPath, fresh.key, { inputs: [patient] })).status).toBe(200);
    await server.restart();
    expect(await server.client.endpoints.key({ params })).toEqual(fresh);
  });

  it('names row and column of input that does not fit', async () => {
    const server = await on.startServer();
    await buildModel(server);
    await buildEndpoint(server);
    const bad = { glucose: 'high', children: 2, smoker: true, town: 'Rome' };
    const inputs = [patient, bad] as Record<string, string | number | boolean>[];
    await expect(server.client.endpoints.test({ params, body: { inputs } })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/^Row 2 .*“glucose” must be a number/),
      fields: [
        { path: 'inputs[1].glucose' },
        { path: 'inputs[1].city', message: expect.stringContaining('absent') },
        { path: 'inputs[1].town', message: expect.stringContaining('not a column') }
      ]
    });
  });

  it('counts requests, errors and latencies', async () => {
    const server = await on.startServer();
    await buildModel(server);
    const { scoringPath } = await buildEndpoint(server);
    const { key } = await server.client.endpoints.key({ params });
    for (let request = 0; request < 5; request++) {
      await call(server, scoringPath, key, { inputs: [patient] });
    }
    await call(server, scoringPath, key, { inputs: [] });
    const statistics = await server.client.endpoints.statistics({ params });
    expect(statistics).toMatchObject({ requests: 6, errors: 1 });
    expect(statistics.p50).toBeGreaterThan(0);
    expect(statistics.p99).toBeGreaterThanOrEqual(statistics.p50!);
    expect(statistics.timeline.reduce((sum, bucket) => sum + bucket.requests, 0)).toBe(6);
  });

  it('moves to another version without refusing a request', async () => {
    const server = await on.startServer();
    await buildModel(server);
    await buildModelVersion(server);
    const { scoringPath } = await buildEndpoint(server, 'patients:1');
    const { key } = await server.client.endpoints.key({ params });
    const answers: { status: number; version: number }[] = [];
    let moved = false;
    const caller = (async () => {
      while (!moved || answers.at(-1)!.version === 1) {
        const { body, status } = await call(server, scoringPath, key, { inputs: [patient] });
        answers.push({ status, version: body.model?.version });
      }
    })();
    const updated = await server.client.endpoints.update({
      params,
      body: { model: 'patients:2', description: 'newer' }
    });
    moved = true;
    await caller;
    expect(updated).toMatchObject({ description: 'newer', deployment: { modelVersion: 2 } });
    expect(new Set(answers.map(answer => answer.status))).toEqual(new Set([200]));
    expect(answers.at(-1)!.version).toBe(2);
  });

  it('says with 503 that it is stopped, and serves again once started', async () => {
    const server = await on.startServer();
    await buildModel(server);
    const { scoringPath } = await buildEndpoint(server);
    const { key } = await server.client.endpoints.key({ params });
    expect(await server.client.endpoints.stop({ params })).toMatchObject({ state: 'stopped' });
    const refused = await call(server, scoringPath, key, { inputs: [patient] });
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'not-running' } } });
    await server.restart();
    expect(await server.client.endpoints.get({ params })).toMatchObject({ state: 'stopped' });
    expect(await server.client.endpoints.start({ params })).toMatchObject({ state: 'running' });
    expect((await call(server, scoringPath, key, { inputs: [patient] })).status).toBe(200);
  });

  it('serves again by itself after a restart of the server', async () => {
    const server = await on.startServer();
    await buildModel(server);
    await buildEndpoint(server);
    await server.restart();
    await server.client.endpoints.start({ params });
    const tested = await server.client.endpoints.test({ params, body: { inputs: [patient] } });
    expect(tested.outputs).toHaveLength(1);
  });

  it('restarts a deployment that is killed, and gives up after three crashes in a minute', async () => {
    const server = await on.startServer();
    await buildModel(server);
    const { id } = await buildEndpoint(server);
    const events = await watchChanges(server);
    const becomes = async (state: string) => {
      let endpoint = await server.client.endpoints.get({ params });
      while (endpoint.state !== state) {
        await events.next(event => event.subjectId === id);
        endpoint = await server.client.endpoints.get({ params });
      }
      return endpoint;
    };
    for (const next of ['running', 'running', 'failed']) {
      process.kill(await pidOf(server), 'SIGKILL');
      await events.next(event => event.subjectId === id);
      await becomes(next);
    }
    expect(await becomes('failed')).toMatchObject({
      deployment: { error: expect.stringContaining('crashed 3 times within a minute') }
    });
    await expect(
      server.client.endpoints.test({ params, body: { inputs: [patient] } })
    ).rejects.toMatchObject({ code: 'not-running' });
    expect(await server.client.endpoints.start({ params })).toMatchObject({ state: 'running' });
    events.close();
  });

  it('keeps a served model from being deleted', async () => {
    const server = await on.startServer();
    const { client } = server;
    await buildModel(server);
    await buildModelVersion(server);
    await buildEndpoint(server, 'patients:1');
    const model = { ...here, model: 'patients' };
    await expect(client.models.delete({ params: model })).rejects.toMatchObject({
      code: 'in-use',
      message: expect.stringContaining('“risk”')
    });
    await expect(
      client.models.versions.delete({ params: { ...model, version: '1' } })
    ).rejects.toMatchObject({ code: 'in-use' });
    await client.models.versions.delete({ params: { ...model, version: '2' } });
    await client.endpoints.delete({ params });
    await client.models.delete({ params: model });
    await expect(client.endpoints.get({ params })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('refuses names that are taken and models that cannot be served, and keeps nothing', async () => {
    const server = await on.startServer();
    const { client } = server;
    await buildModel(server);
    const { sha256 } = await client.blobs.upload({ query: {}, body: 'weights' });
    await client.models.create({
      params: here,
      body: { name: 'file', version: { source: { sha256, filename: 'w.bin' } } }
    });
    await expect(buildEndpoint(server, 'file')).rejects.toMatchObject({
      code: 'unsupported-format'
    });
    await expect(buildEndpoint(server, 'patients@none')).rejects.toMatchObject({
      code: 'not-found'
    });
    expect((await client.endpoints.list({ params: here, query: {} })).total).toBe(0);
    await buildEndpoint(server);
    await expect(buildEndpoint(server)).rejects.toMatchObject({ code: 'already-exists' });
  });
});
