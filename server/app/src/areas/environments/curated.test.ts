import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import { describeWithDocker } from '../../drivers/compute/testing/with-docker.ts';
import { createDockerImages } from '../../drivers/images/index.ts';
import { startTestServer } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';
import { bootstrap, deleteEnvironments, whenBuilt } from './testing/base-image.ts';

const PATIENCE = 240_000;
const KERNEL = join(__dirname, '../../../../jupyter/jupyterlab_atelier/node/kernel/main.cjs');
const here = { workspace: '~' };
const docker = new Docker();

/** One digest of all that two packages have installed, whatever compiled code Python keeps of it. */
const DIGEST = `
  const { createHash } = require('node:crypto');
  const { globSync, readFileSync, statSync } = require('node:fs');
  const places = ['six*', 'six-*.dist-info/**'].map(name => '/usr/**/*-packages/' + name);
  const all = globSync([...places, '/usr/**/node_modules/is-odd/**']).sort();
  const files = all.filter(file => statSync(file).isFile());
  const hash = createHash('sha256');
  files.forEach(file => hash.update(file).update(readFileSync(file)));
  console.log(files.length, hash.digest('hex'));`;

describeWithDocker('the base image and what is made of it', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
    await bootstrap(server);
  }, PATIENCE);
  afterAll(async () => {
    await deleteEnvironments(server);
    await server.stop();
  });

  const ended = (environment: string, version?: number) => whenBuilt(server, environment, version);

  it(
    'are made of this machine, without a registry',
    async () => {
      const { environments } = server.client;
      const { items } = await environments.curated();
      const { spec } = items.find(({ name }) => name === 'typescript')!;
      await environments.create({ params: here, body: { name: 'kernel', spec, build: true } });
      const version = await ended('kernel');
      if (existsSync(KERNEL)) {
        expect(version).toMatchObject({ state: 'ready', error: null });
        const managers = new Set(version.lock?.map(({ manager }) => manager));
        expect([...managers]).toEqual(expect.arrayContaining(['pip', 'npm']));
        const { Config } = await docker.getImage(version.image).inspect();
        expect(JSON.parse(Config.Labels['atelier.kernels']!)).toMatchObject([
          { name: 'typescript', language: 'typescript', interruptMode: 'message' }
        ]);
      } else {
        expect(version.error).toContain('without the TypeScript kernel');
      }
    },
    PATIENCE
  );

  it(
    'have the same files of Python and Node packages when they are rebuilt from their lock',
    async () => {
      const { environments } = server.client;
      const spec = { kind: 'packages' as const, pip: ['six>=1.16'], npm: ['is-odd@^3.0.0'] };
      await environments.create({ params: here, body: { name: 'six', spec, build: true } });
      const first = await ended('six');
      expect(first).toMatchObject({ state: 'ready', error: null });
      const params = { ...here, environment: 'six', version: 1 };
      await environments.versions.rebuild({ params });
      const second = await ended('six', 2);
      expect(second).toMatchObject({ state: 'ready', error: null });
      expect(second.spec).toMatchObject({
        npm: [expect.stringMatching(/^is-odd@3\.0\.\d+$/)],
        pip: expect.arrayContaining([expect.stringMatching(/^six==1\.\d+\.\d+$/)])
      });
      expect(second.lock).toEqual(first.lock);
      const images = createDockerImages(() => Promise.resolve(docker));
      const [before, after] = await Promise.all(
        [first, second].map(({ image }) => images.run(image, { argv: ['node', '-e', DIGEST] }))
      );
      expect(before!.stdout).toMatch(/^[1-9]\d+ [0-9a-f]{64}\n$/);
      expect(after!.stdout).toBe(before!.stdout);
    },
    PATIENCE
  );
});
