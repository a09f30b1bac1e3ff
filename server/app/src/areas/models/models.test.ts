import {
  buildModel,
  buildModelVersion,
  buildRunLogger,
  describeOnEachDatabase,
  end,
  metric,
  start,
  uploadModel
} from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';

const here = { workspace: '~' };

async function uploadText({ client }: TestServer, text: string): Promise<string> {
  return (await client.blobs.upload({ query: {}, body: text })).sha256;
}

describeOnEachDatabase('models', on => {
  it('registers an ONNX file with its signature and what it says of itself', async () => {
    const server = await on.startServer();
    const model = await buildModel(server, { aliases: ['production'] });
    expect(model).toMatchObject({ name: 'patients', versionCount: 1, aliases: { production: 1 } });
    expect(model.latest).toMatchObject({ format: 'onnx', runId: null, aliases: ['production'] });
    expect(model.latest.signature).toEqual({
      inputs: [
        { name: 'glucose', datatype: 'FP32', shape: [-1, 1] },
        { name: 'children', datatype: 'INT64', shape: [-1, 1] },
        { name: 'smoker', datatype: 'BOOL', shape: [-1, 1] },
        { name: 'city', datatype: 'BYTES', shape: [-1, 1] }
      ],
      outputs: [
        { name: 'label', datatype: 'BYTES', shape: [-1] },
        { name: 'probabilities', datatype: 'FP32', shape: [-1, 2] }
      ]
    });
    expect(model.latest.metadata).toMatchObject({ classes: '["neg","pos"]' });
  });

  it('registers an artifact of a run with the metrics that the run has', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server);
    const sha256 = await uploadModel(server, 'patients');
    const artifact = { type: 'artifact', path: 'out/best.onnx', sha256, size: 947 } as const;
    await logger.log(start(), metric('auc', 0.84), artifact, end());
    const model = await server.client.models.create({
      params: here,
      body: {
        name: 'diabetes',
        version: { source: { runId: logger.run, path: 'out/best.onnx' } }
      }
    });
    expect(model.latest).toMatchObject({
      runId: logger.run,
      filename: 'best.onnx',
      metrics: { auc: 0.84 }
    });
    await expect(
      server.client.models.versions.create({
        params: { ...here, model: 'diabetes' },
        body: { source: { runId: logger.run, path: 'out/none.onnx' } }
      })
    ).rejects.toMatchObject({ code: 'not-found', remedy: expect.stringContaining('best.onnx') });
  });

  it('refuses a file that is no ONNX model and keeps nothing of it', async () => {
    const server = await on.startServer();
    const source = { sha256: await uploadText(server, 'not a model'), filename: 'a.onnx' };
    await expect(
      server.client.models.create({ params: here, body: { name: 'a', version: { source } } })
    ).rejects.toMatchObject({ code: 'invalid-content', remedy: expect.any(String) });
    expect((await server.client.models.list({ params: here, query: {} })).total).toBe(0);
  });

  it('keeps any other file as a model without signature', async () => {
    const server = await on.startServer();
    const source = { sha256: await uploadText(server, 'weights'), filename: 'weights.bin' };
    const model = await server.client.models.create({
      params: here,
      body: { name: 'weights', version: { source, description: 'raw' } }
    });
    expect(model.latest).toMatchObject({ format: 'file', signature: null, description: 'raw' });
    const content = await server.client.models.versions.content({
      params: { ...here, model: 'weights', version: 'latest' }
    });
    expect(await content.text()).toBe('weights');
  });

  it('finds versions by number, alias and latest, and moves aliases', async () => {
    const server = await on.startServer();
    const { client } = server;
    await buildModel(server, { aliases: ['production'] });
    await buildModelVersion(server, { example: 'matrix' });
    const params = { ...here, model: 'patients' };
    const version = async (reference: string) =>
      (await client.models.versions.get({ params: { ...params, version: reference } })).version;
    expect(await version('production')).toBe(1);
    expect(await version('latest')).toBe(2);
    const moved = await client.models.aliases.set({
      params: { ...params, alias: 'production' },
      body: { version: 2 }
    });
    expect(moved.aliases).toEqual({ production: 2 });
    expect(await version('production')).toBe(2);
    const removed = await client.models.aliases.delete({
      params: { ...params, alias: 'production' }
    });
    expect(removed.aliases).toEqual({});
    await expect(version('production')).rejects.toMatchObject({ code: 'not-found' });
    await expect(version('99999999999999999999')).rejects.toMatchObject({ code: 'not-found' });
    await expect(
      client.models.aliases.set({ params: { ...params, alias: 'best' }, body: { version: 7 } })
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('deletes versions but the only one, and gives no number twice', async () => {
    const server = await on.startServer();
    const { client } = server;
    await buildModel(server);
    await buildModelVersion(server, { example: 'matrix' });
    const params = { ...here, model: 'patients' };
    await client.models.versions.delete({ params: { ...params, version: '2' } });
    expect((await client.models.get({ params })).latest.version).toBe(1);
    await expect(
      client.models.versions.delete({ params: { ...params, version: '1' } })
    ).rejects.toMatchObject({ code: 'in-use' });
    expect((await buildModelVersion(server)).version).toBe(3);
  });

  it('says which name is taken, renames, searches and pages', async () => {
    const server = await on.startServer();
    const { client } = server;
    await buildModel(server, { name: 'a' });
    await buildModel(server, { name: 'b' });
    await expect(buildModel(server, { name: 'a' })).rejects.toMatchObject({
      code: 'already-exists'
    });
    const changed = await client.models.update({
      params: { ...here, model: 'a' },
      body: { name: 'c', description: 'the third', tags: { stage: 'draft' } }
    });
    expect(changed).toMatchObject({ name: 'c', tags: { stage: 'draft' } });
    const found = await client.models.list({ params: here, query: { search: 'THIRD' } });
    expect(found.items.map(item => item.name)).toEqual(['c']);
    const first = await client.models.list({ params: here, query: { limit: 1 } });
    const second = await client.models.list({
      params: here,
      query: { limit: 1, cursor: first.nextCursor }
    });
    expect([first.items[0]!.name, second.items[0]!.name].sort()).toEqual(['b', 'c']);
    expect(second.nextCursor).toBeUndefined();
  });

  it('deletes a model with all that belongs to it', async () => {
    const server = await on.startServer();
    await buildModel(server, { aliases: ['x'] });
    const params = { ...here, model: 'patients' };
    await server.client.models.delete({ params });
    await expect(server.client.models.get({ params })).rejects.toMatchObject({
      code: 'not-found'
    });
    await expect(buildModel(server)).resolves.toMatchObject({ aliases: {} });
  });
});
