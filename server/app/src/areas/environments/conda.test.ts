import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { makeTestImage } from '../../drivers/compute/testing/test-image.ts';
import { describeWithDocker } from '../../drivers/compute/testing/with-docker.ts';
import { createDockerImages } from '../../drivers/images/index.ts';
import { bridgeAddress } from '../../drivers/images/testing/registry.ts';
import { newId } from '../../identity.ts';
import { startTestServer } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';
import { bootstrap, deleteEnvironments, whenBuilt } from './testing/base-image.ts';
import { startCondaChannel } from './testing/conda-channel.ts';
import type { CondaChannel, CondaPackage } from './testing/conda-channel.ts';

const PATIENCE = 240_000;
const BASE = 'atelier/base:latest';
const SUBDIR = process.arch === 'arm64' ? 'linux-aarch64' : 'linux-64';
const here = { workspace: '~' };
const images = createDockerImages(() => Promise.resolve(new Docker()));
const run = async (image: string, ...argv: string[]): Promise<string> => {
  const { stderr, stdout } = await images.run(image, { argv });
  return stdout + stderr;
};
const python = (image: string, ...lines: string[]) => run(image, 'python3', '-c', lines.join('\n'));

const library = (name: string, version: string, ...depends: string[]): CondaPackage => ({
  name,
  version,
  depends: ['python', ...depends],
  files: {
    [`site-packages/${name}/__init__.py`]: `version = "${version}"\n`,
    [`site-packages/${name}-${version}.dist-info/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`
  }
});

/** The base's Python in a folder of its own, as `venv` makes it: a channel's Python would be large. */
async function pythonPackages(): Promise<CondaPackage[]> {
  const ask = 'import sys; print(sys.executable, *sys.version_info[:3], sep="\\n")';
  const [program, ...numbers] = (await python(BASE, ask)).trim().split('\n');
  const own = `python${numbers.slice(0, 2).join('.')}`;
  const settings = `home = ${program!.replace(/\/[^/]*$/, '')}\ninclude-system-site-packages = true\n`;
  const name = { name: 'python', version: numbers.join('.'), subdir: SUBDIR };
  const links = { [`bin/${own}`]: program!, 'bin/python3': own, 'bin/python': own };
  return [
    { ...name, depends: ['__glibc >=2.17'], files: { 'pyvenv.cfg': settings }, links },
    { name: 'pip', version: '1.0', depends: ['python'], files: { 'share/pip': 'of conda' } }
  ];
}

describeWithDocker('packages of conda', () => {
  let server: TestServer;
  let channel: CondaChannel;
  let pythons: CondaPackage[];

  beforeAll(async () => {
    server = await startTestServer();
    await bootstrap(server);
    pythons = await pythonPackages();
    channel = await startCondaChannel(await bridgeAddress());
    await channel.add(
      ...pythons,
      ...['1.0', '1.1', '2.0'].map(version => library('tone', version)),
      library('greet', '1.0', 'tone >=1.1'),
      library('shout', '1.0', 'tone >=3'),
      { name: 'plain', version: '1.0', files: { 'bin/plain': '#!/bin/sh\necho plainly\n' } }
    );
  }, PATIENCE);
  afterEach(() => deleteEnvironments(server));
  afterAll(async () => {
    await channel.stop();
    await server.stop();
  });

  type Spec = Parameters<typeof server.client.environments.dockerfile>[0]['body']['spec'];
  async function build(name: string, spec: Spec) {
    await server.client.environments.create({ params: here, body: { name, spec, build: true } });
    return whenBuilt(server, name);
  }
  const packages = (...conda: string[]) => ({
    kind: 'packages' as const,
    channels: [channel.url],
    conda
  });
  const logOf = async (environment: string): Promise<string> => {
    const params = { ...here, environment, version: 1 };
    return (await server.client.environments.versions.log({ params, query: { after: 0 } })).text;
  };

  it(
    'are solved and are the Python of the environment, its kernel included',
    async () => {
      const spec = { ...packages('greet', 'tone<2', 'plain'), kernels: ['python' as const] };
      const { error, image, lock, state } = await build('greeting', spec);
      expect([state, error]).toEqual(['ready', null]);
      const ofConda = lock!.filter(({ manager }) => manager === 'conda');
      expect(ofConda.map(({ name, version }) => `${name} ${version}`)).toEqual([
        'greet 1.0',
        'pip 1.0',
        'plain 1.0',
        `python ${pythons[0]!.version}`,
        'tone 1.1'
      ]);
      expect(ofConda[0]).toMatchObject({
        ...{ build: '0', url: `${channel.url}/noarch/greet-1.0-0.conda` },
        hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/)
      });
      const ofPip = lock!.flatMap(({ manager, name }) => (manager === 'pip' ? [name] : []));
      expect(ofPip).toContain('ipykernel');
      expect(ofPip).not.toContain('greet');
      const said = await python(
        image,
        'import greet, ipykernel, os, sys, tone',
        'print(greet.version, tone.version, sys.prefix, ipykernel.__file__.startswith(sys.prefix))',
        'print(os.environ["CONDA_PREFIX"], os.popen("plain").read())'
      );
      expect(said).toBe('1.0 1.1 /opt/conda True\n/opt/conda plainly\n\n');
      const compiled = await run(
        image,
        'sh',
        '-c',
        'ls /opt/conda/lib/python3*/site-packages/greet/__pycache__'
      );
      expect(compiled).toMatch(/__init__\.cpython-\d+\.pyc/);
      const left = `find / -xdev -name 'py_rattler*' -o -name 'specs.txt' -o -name '*.conda'`;
      expect(await run(image, 'sh', '-c', left)).toBe('');
    },
    PATIENCE
  );

  it(
    'are the same when they are rebuilt from their lock, whatever the channel has since',
    async () => {
      const own = await startCondaChannel(await bridgeAddress());
      try {
        await own.add(...pythons, library('tone', '1.1'), library('greet', '1.0', 'tone'));
        const spec = { ...packages('greet', 'python'), channels: [own.url] };
        const first = await build('lasting', spec);
        expect([first.state, first.error]).toEqual(['ready', null]);
        await own.add(library('tone', '1.2'), library('greet', '1.1', 'tone'));
        const before = own.asked.length;
        const params = { ...here, environment: 'lasting', version: 1 };
        await server.client.environments.versions.rebuild({ params });
        const second = await whenBuilt(server, 'lasting', 2);
        expect([second.state, second.error]).toEqual(['ready', null]);
        expect(second.lock).toEqual(first.lock);
        expect(await python(second.image, 'import tone; print(tone.version)')).toBe('1.1\n');
        expect(own.asked.slice(before).filter(path => path.includes('repodata'))).toEqual([]);
      } finally {
        await own.stop();
      }
    },
    PATIENCE
  );

  it(
    'that do not lie any more where the lock has found them fail the build',
    async () => {
      const url = `${channel.url}/noarch/tone-1.0-0.conda`;
      const { error, state } = await build('changed', packages(`${url}#sha256:${'0'.repeat(64)}`));
      expect(state).toBe('failed');
      expect(error).toMatch(/tone-1\.0-0\.conda[^]*hash mismatch/);
    },
    PATIENCE
  );

  it(
    'that no channel has, or that cannot go together, fail the build and say why',
    async () => {
      const missing = await build('missing', packages('nonesuch', 'plain'));
      expect(missing).toMatchObject({ state: 'failed', digest: null });
      expect(missing.error).toContain('No candidates were found for nonesuch');
      const torn = await build('torn', packages('shout'));
      const reason = /shout 1\.0 would require[^]*tone >=3, for which no candidates were found/;
      expect(torn.error).toMatch(reason);
      expect(await logOf('torn')).toMatch(reason);
      const odd = await build('odd', packages('plain>>=1'));
      expect(odd.error).toMatch(/'plain>>=1' is no match specification/);
      const nowhere = { ...packages('plain'), channels: [`${channel.url}/../nowhere`] };
      expect((await build('nowhere', nowhere)).error).toMatch(/channel '.*\/nowhere\/'/);
    },
    PATIENCE
  );

  it(
    'are left to the tool of the base image, and need Python where it has none',
    async () => {
      const base = await makeTestImage(new Docker());
      const bare = await build('bare', { ...packages('plain'), base });
      expect(bare.error).toMatch(/need mamba, conda or micromamba in the base image, or Python/);
      const setUp = [
        `: ${newId()}`, // else the engine takes the steps after it for done
        `echo '#!/bin/sh' > /bin/mamba; chmod +x /bin/mamba; mkdir -p /opt/conda`,
        `echo 'echo "asked: $@; $(cat specs.txt)"' >> /bin/mamba`
      ];
      const { image } = await build('tooled', { kind: 'packages', base, setUp });
      const made = await build('made', { kind: 'packages', base: image, conda: ['numpy >=2'] });
      expect([made.state, made.error]).toEqual(['ready', null]);
      expect(await logOf('made')).toContain(
        'asked: create --yes --prefix /opt/conda --override-channels --channel conda-forge --file specs.txt; numpy >=2'
      );
    },
    PATIENCE
  );

  it(
    'come from an environment file, with what it says of pip and of variables',
    async () => {
      const file = [
        'name: mine',
        `channels: ["${channel.url}", nodefaults]`,
        'dependencies:',
        '  - python',
        '  - greet >=1.0,<2',
        '  - pip:',
        '      - -r more.txt',
        'variables:',
        '  GREETING: hello there'
      ].join('\n');
      const files = { 'conda.yml': file, 'more.txt': 'six>=1.16' };
      const first = await build('filed', { kind: 'files', files });
      expect([first.state, first.error]).toEqual(['ready', null]);
      const ask = [
        'import greet, os, six, sys',
        'print(six.__file__.startswith(sys.prefix), os.environ["GREETING"])'
      ];
      expect(await python(first.image, ...ask)).toBe('True hello there\n');
      await server.client.environments.versions.rebuild({
        params: { ...here, environment: 'filed', version: 1 }
      });
      const second = await whenBuilt(server, 'filed', 2);
      expect([second.state, second.error]).toEqual(['ready', null]);
      expect(second.lock).toEqual(first.lock);
      const { files: pinned } = second.spec as { files: Record<string, string> };
      expect(pinned['conda.yml']).toMatch(/greet-1\.0-0\.conda#sha256:[0-9a-f]{64}\n/);
      expect(pinned['conda.yml']).toMatch(/pip:\n(.*\n)* +- six==1\.\d+/);
    },
    PATIENCE
  );

  it(
    'join those that the base image has, which stay as they are',
    async () => {
      const first = await build('lower', packages('tone=1.0'));
      expect([first.state, first.error]).toEqual(['ready', null]);
      const second = await build('upper', { ...packages('plain'), base: first.image });
      expect([second.state, second.error]).toEqual(['ready', null]);
      const names = second.lock!.map(({ name, version }) => `${name} ${version}`);
      expect(names).toEqual(expect.arrayContaining(['tone 1.0', 'plain 1.0']));
    },
    PATIENCE
  );

  it(
    'are had from a channel that the machine knows, by a login which nobody is told',
    async () => {
      const token = `secret-${Date.now()}`;
      const address = await bridgeAddress();
      const own = await startCondaChannel(address, token);
      try {
        await own.add({ name: 'hidden', version: '1.0', files: { 'share/hidden': 'here' } });
        await mkdir(join(server.data, '.rattler'));
        const logins = join(server.data, '.rattler/credentials.json');
        await writeFile(logins, JSON.stringify({ [address]: { BearerToken: token } }));
        const alias = own.url.replace('/mine', '');
        await writeFile(join(server.data, '.condarc'), `channel_alias: ${alias}\n`);
        const made = await build('private', { ...packages('hidden'), channels: ['mine'] });
        expect([made.state, made.error]).toEqual(['ready', null]);
        expect(made.lock).toContainEqual(
          expect.objectContaining({ url: `${own.url}/noarch/hidden-1.0-0.conda` })
        );
        const told = JSON.stringify(made) + (await logOf('private'));
        expect(told).not.toContain(token);
        expect(await run(made.image, 'grep', '-rl', token, '/opt', '/run', '/root')).toBe('');
      } finally {
        await own.stop();
      }
    },
    PATIENCE
  );
});
