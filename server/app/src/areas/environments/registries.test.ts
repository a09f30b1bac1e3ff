import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Transfer } from '@atelier-ml/api';
import Docker from 'dockerode';
import { makeKernelImage, makeTestImage } from '../../drivers/compute/testing/test-image.ts';
import { describeWithRegistry, startRegistry } from '../../drivers/images/testing/registry.ts';
import type { TestRegistry } from '../../drivers/images/testing/registry.ts';
import { startStallingProxy } from '../../drivers/images/testing/stalling-proxy.ts';
import { startTestServer, watchChanges } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';
import { jobWhen, submitJob, whenEnded } from '../jobs/testing/job.ts';

const here = { workspace: '~' };
const docker = new Docker();
const PATIENCE = 120_000;
/** What no registry has already, and packing does not make small. */
const NOISE = `head -c 300000 /dev/urandom > /noise-${Date.now()}`;

describeWithRegistry('environments and a registry', () => {
  let base: string;
  let registry: TestRegistry;
  let server: TestServer;

  beforeAll(async () => {
    base = await makeTestImage(docker);
    registry = await startRegistry();
  });
  afterAll(() => registry.remove());
  beforeEach(async () => {
    server = await startTestServer();
  });
  afterEach(async () => {
    const { compute, environments } = server.client;
    for (const { id: instance } of (await compute.list({ params: here, query: {} })).items) {
      await compute.stop({ params: { ...here, instance } });
      await compute.delete({ params: { ...here, instance } });
    }
    for (const { id } of (await environments.list({ params: here, query: {} })).items) {
      await environments.delete({ params: { ...here, environment: id } });
    }
    await server.stop();
    expect(await imagesOf(registry.host)).toEqual([]);
  });

  const at = (environment: string, version = 1) => ({ ...here, environment, version });
  const copyOf = (name: string, { host } = registry): string => `${host}/team/${name}:1`;
  const logIn = (password = registry.password, { host, username } = registry) =>
    server.client.environments.registries.set({
      params: { ...here, host },
      body: { username, password }
    });

  async function untilTold<T>(look: () => Promise<T>, fits: (found: T) => boolean): Promise<T> {
    const events = await watchChanges(server);
    for (;;) {
      const found = await look();
      if (fits(found)) {
        events.close();
        return found;
      }
      await events.next(({ kind }) => kind === 'environment' || kind === 'registry');
    }
  }
  async function build(name: string, from = base, ...setUp: string[]) {
    const { environments } = server.client;
    const spec = { kind: 'packages' as const, base: from, setUp };
    await environments.create({ params: here, body: { name, spec, build: true } });
    const made = await untilTold(
      () => environments.versions.get({ params: at(name) }),
      ({ state }) => !['queued', 'building'].includes(state)
    );
    expect(made).toMatchObject({ state: 'ready', error: null });
    return made;
  }
  const ended = (begun: Transfer): Promise<Transfer> =>
    untilTold(
      () => server.client.environments.transfers.get({ params: { ...here, transfer: begun.id } }),
      ({ state }) => state !== 'running'
    );
  const push = async (name: string, reference = copyOf(name)) =>
    ended(
      await server.client.environments.versions.push({ params: at(name), body: { reference } })
    );
  const dropImage = (image: string) => server.client.environments.deleteImage({ query: { image } });
  const isHere = (image: string): Promise<boolean> =>
    docker
      .getImage(image)
      .inspect()
      .then(
        () => true,
        () => false
      );

  it(
    'sends an image, remembers where, and lets this machine forget it',
    async () => {
      await logIn();
      const made = await build('sent', base, NOISE);
      await expect(dropImage(made.image)).rejects.toMatchObject({ code: 'in-use' });
      const sent = await push('sent');
      expect(sent).toMatchObject({
        ...{ state: 'done', kind: 'push', error: null, environment: { name: 'sent', version: 1 } },
        digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/)
      });
      expect(sent.bytes.moved).toBe(sent.bytes.total);
      const { environments } = server.client;
      const version = await environments.versions.get({ params: at('sent') });
      expect(version.copies).toMatchObject([{ reference: copyOf('sent'), digest: sent.digest }]);
      expect((await environments.registries.list({ params: here })).items).toMatchObject([
        { host: registry.host, users: [{ environment: 'sent', version: 1 }] }
      ]);
      await dropImage(made.image);
      expect(await isHere(made.digest!)).toBe(false);
    },
    PATIENCE
  );

  it(
    'fetches it by its digest when a job wants it, once for all that wait',
    async () => {
      await logIn();
      const { digest, image } = await build('worker', base, 'echo worked > /word');
      await push('worker');
      await dropImage(image);
      await server.client.clusters.create({
        params: here,
        body: { name: 'boxes', driver: 'docker', image, minNodes: 0, maxNodes: 2, idleSeconds: 0 }
      });
      const given = { cluster: 'boxes', environment: 'worker:1' };
      const submitted = await Promise.all([
        submitJob(server, 'grep -q worked /word', given),
        submitJob(server, 'grep -q worked /word', given)
      ]);
      for (const { id } of submitted) {
        expect(await whenEnded(server, id)).toMatchObject({ state: 'finished', message: null });
      }
      const { items } = await server.client.environments.transfers.list({ params: here });
      const pulls = items.filter(({ kind }) => kind === 'pull');
      expect(pulls).toMatchObject([{ state: 'done', environment: { name: 'worker', version: 1 } }]);
      expect(pulls[0]!.reference).toMatch(/@sha256:/);
      expect((await docker.getImage(image).inspect()).Id).toBe(digest);
      await dropImage(image);
      const { id } = await submitJob(server, 'grep -q worked /word', { cluster: 'boxes' });
      expect(await whenEnded(server, id)).toMatchObject({ state: 'finished', message: null });
    },
    PATIENCE
  );

  it(
    'gives a fetch up when the last job that waits for it is cancelled',
    async () => {
      await logIn();
      const { image } = await build('wanted', base, NOISE);
      const proxy = await startStallingProxy(registry.host, Infinity);
      const { environments } = server.client;
      await environments.registries.set({
        params: { ...here, host: proxy.host },
        body: { username: registry.username, password: registry.password }
      });
      expect(await push('wanted', `${proxy.host}/team/wanted:1`)).toMatchObject({ state: 'done' });
      await dropImage(image);
      proxy.stall();
      await server.client.clusters.create({
        params: here,
        body: { name: 'boxes', driver: 'docker', image, minNodes: 0, maxNodes: 2, idleSeconds: 0 }
      });
      const given = { cluster: 'boxes', environment: 'wanted:1' };
      const jobs = [await submitJob(server, 'true', given), await submitJob(server, 'true', given)];
      for (const { id } of jobs) {
        await jobWhen(server, id, job => job.state === 'starting');
      }
      await proxy.stalled;
      const cancel = async ({ id: job }: { id: string }) => {
        await server.client.jobs.cancel({ params: { ...here, job } });
        return whenEnded(server, job);
      };
      const fetches = async () =>
        (await environments.transfers.list({ params: here })).items.filter(
          ({ kind }) => kind === 'pull'
        );
      expect((await cancel(jobs[0]!)).state).toBe('cancelled');
      await untilTold(fetches, items => items.some(({ state }) => state === 'running'));
      expect((await cancel(jobs[1]!)).state).toBe('cancelled');
      const stopped = await untilTold(fetches, items =>
        items.every(({ state }) => state !== 'running')
      );
      expect(new Set(stopped.map(({ state }) => state))).toEqual(new Set(['cancelled']));
      proxy.close();
    },
    PATIENCE
  );

  it(
    'fetches it when an instance is made, and when its kernel is started',
    async () => {
      await logIn();
      const { image } = await build('box', await makeKernelImage(docker), 'echo kernel > /word');
      await push('box');
      await dropImage(image);
      const { compute } = server.client;
      const instance = await compute.create({
        params: here,
        body: { name: 'box', driver: 'docker', environment: 'box:1', warmKernels: 0 }
      });
      expect(instance.state).toBe('running');
      await compute.stop({ params: { ...here, instance: 'box' } });
      // As if somebody had tidied up the machine.
      const label = [`atelier.instance=${instance.id}`];
      const [container] = await docker.listContainers({ all: true, filters: { label } });
      await docker.getContainer(container!.Id).remove();
      await docker.getImage(image).remove();
      const launched = await compute.kernels.launch({
        params: { ...here, instance: 'box', kernel: 'k1' },
        body: { language: 'typescript', key: 'secret' }
      });
      expect(launched.connection).toMatchObject({ transport: 'ipc' });
      const { items } = await server.client.environments.transfers.list({ params: here });
      expect(items.filter(({ kind }) => kind === 'pull')).toHaveLength(2);
    },
    PATIENCE
  );

  it(
    'builds on an image that only its password gives',
    async () => {
      await logIn();
      await build('ground', base, 'echo ground > /word');
      await push('ground');
      const { environments } = server.client;
      await environments.delete({ params: { ...here, environment: 'ground' } });
      const reference = copyOf('ground');
      const built = await build('house', reference, 'grep -q ground /word');
      expect(built.steps.length).toBeGreaterThan(0);
      await docker.getImage(reference).remove();
    },
    PATIENCE
  );

  it(
    'says that a password is wrong, and keeps none that is refused',
    async () => {
      const { environments } = server.client;
      const params = { ...here, host: registry.host };
      const body = { username: registry.username, password: 'a wrong one', check: true };
      const refused = { code: 'registry-refused', remedy: expect.stringContaining('password') };
      await expect(environments.registries.set({ params, body })).rejects.toMatchObject(refused);
      expect((await environments.registries.list({ params: here })).items).toEqual([]);
      await logIn('a wrong one');
      await expect(environments.registries.test({ params })).rejects.toMatchObject(refused);
      await build('kept');
      const sent = await push('kept');
      expect(sent).toMatchObject({ state: 'failed', error: refused });
      await logIn();
      await environments.registries.test({ params });
      const pulled = await environments.registries.pull({
        params: here,
        body: { reference: copyOf('never-sent') }
      });
      expect(await ended(pulled)).toMatchObject({
        error: { code: 'image-missing', message: expect.stringContaining('The registry has no') }
      });
    },
    PATIENCE
  );

  it(
    'says that nobody answers, also to a job that wants the image',
    async () => {
      await logIn();
      const { image } = await build('lonely', base, 'true');
      await push('lonely');
      await dropImage(image);
      await registry.stop();
      try {
        const params = { ...here, host: registry.host };
        const unreachable = { code: 'registry-unreachable', remedy: expect.any(String) };
        await expect(server.client.environments.registries.test({ params })).rejects.toMatchObject(
          unreachable
        );
        await server.client.clusters.create({
          params: here,
          body: { name: 'boxes', driver: 'docker', minNodes: 0, maxNodes: 1, idleSeconds: 0 }
        });
        const { id } = await submitJob(server, 'true', {
          cluster: 'boxes',
          environment: 'lonely:1'
        });
        expect(await whenEnded(server, id)).toMatchObject({
          state: 'failed',
          reason: 'not-started',
          message: expect.stringMatching(/registry of .* does not answer/)
        });
      } finally {
        await registry.start();
      }
    },
    PATIENCE
  );

  it(
    'stops a transfer that is cancelled, and one under way when the server ends',
    async () => {
      await logIn();
      await build('slow', base, NOISE);
      const proxy = await startStallingProxy(registry.host, 20_000);
      const { environments } = server.client;
      await environments.registries.set({
        params: { ...here, host: proxy.host },
        body: { username: registry.username, password: registry.password }
      });
      const begin = () =>
        environments.versions.push({
          params: at('slow'),
          body: { reference: `${proxy.host}/team/slow:1` }
        });
      const first = await begin();
      await proxy.stalled;
      const params = { ...here, transfer: first.id };
      expect(await environments.transfers.cancel({ params })).toMatchObject({
        state: 'cancelled',
        error: null
      });
      await expect(environments.transfers.cancel({ params })).rejects.toMatchObject({
        code: 'not-running'
      });
      await begin();
      await server.restart();
      expect((await environments.transfers.list({ params: here })).items).toEqual([]);
      expect((await environments.versions.get({ params: at('slow') })).copies).toEqual([]);
      proxy.close();
      expect(await imagesOf(proxy.host)).toEqual([]);
    },
    PATIENCE
  );

  it(
    'tells the password to nobody: not in logs, answers, files or images',
    async () => {
      await logIn();
      const { image } = await build('silent', base, 'env > /environment');
      const answers = [await push('silent'), await push('silent', copyOf('UPPER'))];
      await registry.stop();
      answers.push(await push('silent'));
      await registry.start();
      const history = await docker.getImage(image).history();
      const seen = JSON.stringify([answers, server.logged(), history]);
      const encoded = Buffer.from(registry.password).toString('base64').slice(0, -4);
      expect(seen).not.toContain(registry.password);
      expect(seen).not.toContain(encoded);
      const { stdout } = await promisify(execFile)('sh', [
        '-c',
        `grep -r -l -a -e "$0" -e "$1" "$2" || true`,
        registry.password,
        encoded,
        server.data
      ]);
      expect(stdout).toBe('');
    },
    PATIENCE
  );

  it(
    'trusts a certificate only of an authority that the engine knows',
    async () => {
      const secure = await startRegistry({ secure: true });
      try {
        await logIn(secure.password, secure);
        const params = { ...here, host: secure.host };
        const { environments } = server.client;
        await expect(environments.registries.test({ params })).rejects.toMatchObject({
          code: 'registry-unreachable',
          message: expect.stringContaining('does not trust'),
          remedy: expect.stringContaining('/etc/docker/certs.d')
        });
        await secure.trust();
        await environments.registries.test({ params });
        const { digest, image } = await build('safe', base, 'echo safe > /word');
        expect(await push('safe', copyOf('safe', secure))).toMatchObject({ state: 'done' });
        await dropImage(image);
        expect(await isHere(digest!)).toBe(false);
      } finally {
        await secure.remove();
      }
    },
    PATIENCE
  );

  it('does not take a copy by digest for a name', async () => {
    await build('named', base, 'true');
    const reference = `${registry.host}/team/named@sha256:${'0'.repeat(64)}`;
    await expect(
      server.client.environments.versions.push({ params: at('named'), body: { reference } })
    ).rejects.toMatchObject({ code: 'invalid-input', fields: [{ path: 'body.reference' }] });
  });

  /** Names of this machine's images that lead to a registry. */
  async function imagesOf(host: string): Promise<string[]> {
    const found = await docker.listImages({ all: true });
    const names = found.flatMap(each => [...(each.RepoTags ?? []), ...(each.RepoDigests ?? [])]);
    return names.filter(name => name.startsWith(`${host}/`));
  }
});
