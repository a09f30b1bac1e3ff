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
      /^RUN .*sh \/run\/spec\/conda\/install\.sh$/m,
      /^ENV PATH=\/opt\/conda\/bin:\$PATH /m,
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

  it('is not made of an environment file that cannot be read, nor of a mixed lock', async () => {
    const filed = (text: string) => preview({ kind: 'files', files: { 'environment.yml': text } });
    await expect(filed('dependencies: {a: b}')).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/“environment\.yml” is no environment file: dependencies/)
    });
    await expect(filed('a: [b')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(
      filed('dependencies: [numpy, "https://example.org/noarch/a-1-0.conda"]')
    ).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it.each([
    { conda: ['--prefix'] },
    { conda: ['https://me:secret@example.org/noarch/a-1-0.conda'] },
    { channels: ['https://example.org/t/secret/mine'] },
    { channels: ['file:///tmp'] }
  ])('takes no options and no logins for packages of conda: %j', async parts => {
    await expect(preview({ kind: 'packages', ...parts })).rejects.toMatchObject({
      code: 'invalid-input'
    });
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
