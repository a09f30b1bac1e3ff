import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { makeTestImage } from '../../drivers/compute/testing/test-image.ts';
import { describeWithDocker } from '../../drivers/compute/testing/with-docker.ts';
import { openSqlite } from '../../drivers/database/index.ts';
import { describeOnEachDatabase, startTestServer } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';
import { createEnvironmentStore } from './environments.store.ts';

const here = { workspace: '~' };
const docker = new Docker();
/** So that no step comes from the cache of an earlier test. */
const unique = `at ${Date.now()}`;

describeWithDocker('environments', () => {
  let base: string;
  let server: TestServer;

  beforeAll(async () => {
    base = await makeTestImage(docker);
  });
  beforeEach(async () => {
    server = await startTestServer();
  });
  afterEach(async () => {
    const { items } = await server.client.environments.images();
    await server.stop();
    for (const { tags } of items.filter(({ users }) => users.length)) {
      await Promise.all(tags.map(tag => docker.getImage(tag).remove({ force: true })));
    }
  });

  const packages = (...setUp: string[]) => ({ kind: 'packages' as const, base, setUp });
  const create = (name: string, ...setUp: string[]) =>
    server.client.environments.create({
      params: here,
      body: { name, spec: packages(...setUp), build: true }
    });
  const at = (environment: string, version = 1) => ({ ...here, environment, version });
  const get = (environment: string, version = 1) =>
    server.client.environments.versions.get({ params: at(environment, version) });
  async function until(environment: string, states: string[], version = 1) {
    for (;;) {
      const found = await get(environment, version);
      if (states.includes(found.state)) {
        return found;
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
  const ended = (environment: string, version = 1) =>
    until(environment, ['ready', 'failed', 'cancelled'], version);

  it('are built, with steps, log, digest and labels', async () => {
    await create('small', `echo "hello ${unique}" > /made`, 'cat /made');
    const built = await ended('small');
    expect(built).toMatchObject({ state: 'ready', error: null, lock: [] });
    expect(built.digest).toMatch(/^sha256:/);
    expect(built.steps.at(-1)).toMatchObject({ state: 'done' });
    const { next, text } = await server.client.environments.versions.log({
      params: at('small'),
      query: { after: 0 }
    });
    expect(text).toMatch(new RegExp(`=== .*cat /made[^]*hello ${unique}`));
    const rest = await server.client.environments.versions.log({
      params: at('small'),
      query: { after: next }
    });
    expect(rest).toMatchObject({ text: '', next });
    const { Config } = await docker.getImage(built.image).inspect();
    expect(Config.Labels).toMatchObject({
      'atelier.environment': built.environmentId,
      'atelier.version': '1',
      'atelier.kernels': '[]'
    });
  });

  it('hold nothing of the settings that installers were given', async () => {
    await create('clean', 'test -s /run/atelier/env.sh');
    const { image } = await ended('clean');
    const container = await docker.createContainer({ Image: image, Cmd: ['true'] });
    const files = await container.getArchive({ path: '/run' }).catch(() => undefined);
    const listed = await text(files);
    await container.remove();
    expect(listed).not.toMatch(/env\.sh|ca\.crt|npmrc/);
  });

  it('run set-up commands as they are written, with comments and quotes', async () => {
    const commands = [
      `# ${Date.now()}: what was built before is not built again, and says nothing`,
      `echo "it's $((40 + 2))" > /said # why`,
      'cat /said; test -s /said'
    ];
    await create('written', ...commands);
    const built = await ended('written');
    expect([built.state, built.error]).toEqual(['ready', null]);
    const names = built.steps.map(step => step.name);
    expect(names.filter(name => name.includes('RUN'))).toEqual(
      commands.map(command => expect.stringContaining(`RUN ${command}`))
    );
    const { text } = await server.client.environments.versions.log({
      params: at('written'),
      query: { after: 0 }
    });
    expect(text).toContain("it's 42");
  });

  it('say which step failed; the next version is built all the same', async () => {
    await create('broken', 'true', 'echo so sorry; exit 9');
    const failed = await ended('broken');
    expect(failed).toMatchObject({ state: 'failed', digest: null });
    expect(failed.error).toMatch(/exit 9[^]*exit code: 9[^]*so sorry/);
    expect(failed.steps.at(-1)?.state).toBe('failed');
    await server.client.environments.versions.create({
      params: { ...here, environment: 'broken' },
      body: { spec: packages('true'), build: true }
    });
    expect(await ended('broken', 2)).toMatchObject({ state: 'ready' });
  });

  it('wait for each other, and can be cancelled while they wait and in the middle', async () => {
    await create('first', 'sleep 60');
    await until('first', ['building']);
    await create('second', 'true');
    expect(await get('second')).toMatchObject({ state: 'queued' });
    const { environments } = server.client;
    await expect(
      environments.delete({ params: { ...here, environment: 'first' } })
    ).rejects.toMatchObject({ code: 'in-use' });
    await environments.versions.cancel({ params: at('second') });
    const cancelled = await environments.versions.cancel({ params: at('first') });
    expect(cancelled).toMatchObject({ state: 'cancelled', digest: null });
    await environments.versions.build({ params: at('second') });
    expect(await ended('second')).toMatchObject({ state: 'ready' });
    await expect(environments.versions.cancel({ params: at('second') })).rejects.toMatchObject({
      code: 'not-running'
    });
  });

  it('leave neither image nor container behind when they fail or are cancelled', async () => {
    const all = { all: true };
    const before = new Set((await docker.listContainers(all)).map(({ Id }) => Id));
    await create('half', `echo ${unique} > /half`, 'exit 9');
    const failed = await ended('half');
    await create('stopped', `echo ${unique} > /stopped`, 'sleep 60');
    await until('stopped', ['building']);
    const cancelled = await server.client.environments.versions.cancel({ params: at('stopped') });
    const { items } = await server.client.environments.images();
    for (const { environmentId, image } of [failed, cancelled]) {
      await expect(docker.getImage(image).inspect()).rejects.toMatchObject({ statusCode: 404 });
      const label = [`atelier.environment=${environmentId}`];
      expect(await docker.listImages({ all: true, filters: { label } })).toEqual([]);
    }
    expect(items.flatMap(({ users }) => users.map(each => each.environment))).toEqual([]);
    const after = await docker.listContainers(all);
    expect(
      after.filter(({ Id, Image }) => !before.has(Id) && Image.startsWith('atelier/env'))
    ).toEqual([]);
    for (const environment of ['half', 'stopped']) {
      await server.client.environments.delete({ params: { ...here, environment } });
    }
    expect(await readdir(join(server.data, 'environments'))).toEqual([]);
  });

  it('are taken up again when the server comes back', async () => {
    await create('lasting', 'sleep 1');
    await until('lasting', ['building']);
    await server.restart();
    expect(await ended('lasting')).toMatchObject({ state: 'ready' });
  });

  it('that were under way when the server was killed have failed, and say so', async () => {
    await create('killed', 'true');
    await ended('killed');
    const database = openSqlite({ file: join(server.data, 'atelier.db') });
    const store = createEnvironmentStore(database.queries);
    await store.updateVersion((await get('killed')).id, { state: 'building' });
    await database.close();
    await server.restart();
    expect(await get('killed')).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('The server ended')
    });
    await server.client.environments.versions.build({ params: at('killed') });
    expect(await ended('killed')).toMatchObject({ state: 'ready' });
  });

  it('tell their images with users, which are not deleted', async () => {
    await create('used', 'true');
    const { digest, image } = await ended('used');
    const { environments } = server.client;
    const { items } = await environments.images();
    const found = items.find(({ id }) => id === digest);
    expect(found).toMatchObject({ users: [{ environment: 'used', version: 1 }] });
    await expect(environments.deleteImage({ query: { image } })).rejects.toMatchObject({
      code: 'in-use',
      message: 'The image is used by used 1.'
    });
    const container = await docker.createContainer({ Image: image, Cmd: ['true'] });
    const params = { ...here, environment: 'used' };
    await expect(environments.delete({ params })).rejects.toMatchObject({ code: 'in-use' });
    await container.remove();
    await environments.delete({ params });
    await expect(docker.getImage(image).inspect()).rejects.toMatchObject({ statusCode: 404 });
  });

  it('can be deleted when somebody else has removed the image', async () => {
    await create('gone', 'true');
    const { image } = await ended('gone');
    await docker.getImage(image).remove();
    await server.client.environments.delete({ params: { ...here, environment: 'gone' } });
  });

  it('are made of a Dockerfile with files, or of files as repo2docker reads them', async () => {
    const { environments } = server.client;
    const dockerfile = `FROM ${base}\nCOPY hello.txt /\nRUN cat /hello.txt`;
    const files = { 'hello.txt': unique };
    const spec = { kind: 'dockerfile' as const, dockerfile, files };
    await environments.create({ params: here, body: { name: 'docker', spec, build: true } });
    expect(await ended('docker')).toMatchObject({ state: 'ready' });
    const postBuild = '#!/bin/sh\ncat data.txt\n';
    await environments.create({
      params: here,
      body: {
        name: 'repo',
        spec: { kind: 'files', base, files: { postBuild, 'data.txt': unique } },
        build: true
      }
    });
    expect(await ended('repo')).toMatchObject({ state: 'ready' });
    const { text } = await environments.versions.log({ params: at('repo'), query: { after: 0 } });
    expect(text).toContain(unique);
  });

  it('keep the logins of registries, and never tell a password', async () => {
    const { registries } = server.client.environments;
    const params = { ...here, host: 'registry.example:5000' };
    const body = { username: 'me', password: 'very secret' };
    expect(await registries.set({ params, body })).toMatchObject({ username: 'me' });
    const told = JSON.stringify(await registries.list({ params: here }));
    expect(told).toContain('registry.example:5000');
    expect(told).not.toContain('secret');
    await registries.delete({ params });
    await expect(registries.delete({ params })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describeOnEachDatabase('environments without an engine', on => {
  it('say what is missing, and builds fail with the remedy', async () => {
    const server = await on.startServer({ docker: 'unix:///nowhere/docker.sock' });
    const { environments } = server.client;
    expect(await environments.engine()).toMatchObject({
      reachable: false,
      problem: expect.stringContaining('does not answer')
    });
    await environments.create({
      params: here,
      body: { name: 'none', spec: { kind: 'packages' }, build: true }
    });
    const params = { ...here, environment: 'none', version: 1 };
    let version = await environments.versions.get({ params });
    while (version.state !== 'failed') {
      version = await environments.versions.get({ params });
    }
    expect(version.error).toMatch(
      /does not answer: there is no socket \/nowhere\/docker\.sock\. Start it/
    );
  });

  it('are listed, renamed, given versions and deleted', async () => {
    const { client } = await on.startServer({ docker: 'unix:///nowhere/docker.sock' });
    const { environments } = client;
    const spec = { kind: 'packages' as const };
    for (const name of ['b', 'a', 'c']) {
      await environments.create({ params: here, body: { name, spec } });
    }
    const again = environments.create({ params: here, body: { name: 'a', spec } });
    await expect(again).rejects.toMatchObject({ code: 'already-exists' });
    const first = await environments.list({ params: here, query: { limit: 2 } });
    expect(first.items.map(({ name }) => name)).toEqual(['a', 'b']);
    const query = { limit: 2, cursor: first.nextCursor };
    expect((await environments.list({ params: here, query })).items).toHaveLength(1);
    const params = { ...here, environment: 'a' };
    await environments.versions.create({ params, body: { spec } });
    const { items } = await environments.versions.list({ params });
    expect(items.map(({ version }) => version)).toEqual([2, 1]);
    await environments.update({ params, body: { name: 'z', description: 'last' } });
    expect(await environments.get({ params: { ...here, environment: 'z' } })).toMatchObject({
      versionCount: 2,
      latest: { version: 2, state: 'draft' }
    });
    await environments.delete({ params: { ...here, environment: 'z' } });
    expect((await environments.list({ params: here, query: {} })).total).toBe(2);
    const login = {
      params: { ...here, host: 'r.example' },
      body: { username: 'a', password: 'b' }
    };
    await environments.registries.set(login);
    await environments.registries.set({ ...login, body: { username: 'c', password: 'd' } });
    expect((await environments.registries.list({ params: here })).items).toMatchObject([
      { host: 'r.example', username: 'c' }
    ]);
  });

  it('take their logins of registries with a workspace that is deleted', async () => {
    const { client } = await on.startServer({ docker: 'unix:///nowhere/docker.sock' });
    await client.workspaces.create({ body: { name: 'short' } });
    const params = { workspace: 'short', host: 'r.example' };
    await client.environments.registries.set({ params, body: { username: 'a', password: 'b' } });
    await client.workspaces.delete({ params: { workspace: 'short' } });
    await client.workspaces.create({ body: { name: 'short' } });
    const { items } = await client.environments.registries.list({ params: { workspace: 'short' } });
    expect(items).toEqual([]);
  });

  it('refuse names that are none', async () => {
    const server = await on.startServer({ docker: 'unix:///nowhere/docker.sock' });
    const body = { name: 'bad', spec: { kind: 'packages' as const, apt: ['git; reboot'] } };
    await expect(server.client.environments.create({ params: here, body })).rejects.toMatchObject({
      code: 'invalid-input',
      fields: [{ path: 'body.spec.apt.0' }]
    });
  });
});

async function text(stream: NodeJS.ReadableStream | undefined): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream ?? []) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('latin1');
}
