import { startTestServer } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';

describe('the Dockerfile of an environment', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ docker: 'unix:///nowhere/docker.sock' });
  });
  afterAll(() => server.stop());

  type Spec = Parameters<typeof server.client.environments.dockerfile>[0]['body']['spec'];
  const preview = (spec: Spec) => server.client.environments.dockerfile({ body: { spec } });

  it('installs by each package manager in its turn, in the order that repo2docker has', async () => {
    const { dockerfile, files } = await preview({
      kind: 'files',
      base: 'example/base:1',
      files: {
        'environment.yml': 'dependencies: [numpy]',
        'requirements.txt': 'pandas',
        'apt.txt': 'git',
        'package.json': '{}',
        'install.R': 'library(stats)',
        postBuild: '#!/bin/sh\n',
        'data/a.csv': 'a'
      }
    });
    const order = [
      /^FROM example\/base:1$/m,
      /^RUN .*apt-get install/m,
      /^RUN .*"\$conda" env update -n base -f \/run\/spec\/environment\.yml$/m,
      /^RUN .*pip install .*-r \/run\/spec\/requirements\.txt$/m,
      /^COPY \["environment\.yml",.*"data\/a\.csv","\/work\/"\]$/m,
      /^RUN .*npm install/m,
      /^RUN .*Rscript install\.R$/m,
      /^RUN .*\.\/postBuild$/m
    ].map(pattern => dockerfile.search(pattern));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(files).toEqual(expect.arrayContaining(['postBuild', 'data/a.csv', 'install.R']));
  });

  it('asks mamba, conda or micromamba for packages of conda, and says so where there is none', async () => {
    const { dockerfile } = await preview({ kind: 'packages', conda: ['numpy=2.3', 'pandas'] });
    const step = dockerfile.split('\n').find(line => line.includes('conda'));
    expect(step).toContain(
      'conda=$(command -v mamba || command -v conda || command -v micromamba) || { echo'
    );
    expect(step).toMatch(
      /The base image has no conda\..*"\$conda" install -y 'numpy=2\.3' 'pandas'$/
    );
  });

  it('is what its author wrote, behind the stage with the settings of the machine', async () => {
    const { dockerfile } = await preview({
      kind: 'dockerfile',
      dockerfile: 'FROM a AS b\nFROM b',
      kernels: ['python']
    });
    expect(dockerfile).toMatch(
      /^FROM scratch AS atelier-machine\nCOPY \.atelier-machine\/ \/\nFROM a AS b\nFROM b\nRUN .*ipykernel/
    );
  });
});
