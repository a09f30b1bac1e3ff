import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import Docker from 'dockerode';
import { makeKernelImage } from '../../drivers/compute/testing/test-image.ts';
import { describeWithDocker } from '../../drivers/compute/testing/with-docker.ts';
import { startTestServer } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';
import { logOf, submitJob, whenEnded } from '../jobs/testing/job.ts';

const here = { workspace: '~' };

describeWithDocker('what installers in containers are told of the machine', () => {
  const docker = new Docker();
  let home: string;
  let image: string;
  let server: TestServer;

  beforeAll(async () => {
    image = await makeKernelImage(docker);
    home = await mkdtemp(join(tmpdir(), 'atelier-home-'));
    await mkdir(join(home, '.config', 'pip'), { recursive: true });
    const pip =
      '[global]\nindex-url = https://old.test\ncert = /here\ntimeout = 7\n[install]\nuser = 1\n';
    await writeFile(join(home, '.config', 'pip', 'pip.conf'), pip);
    await writeFile(join(home, '.npmrc'), '//npm.test/:_authToken=t0ken\n');
    await writeFile(join(home, 'ca.pem'), 'CERTIFICATE\n');
    const variables = {
      HTTPS_PROXY: 'http://me:pr0xy@proxy.test:3128',
      NO_PROXY: 'localhost',
      PIP_INDEX_URL: 'https://me:m1rror@pip.test/simple',
      PIP_FIND_LINKS: '/opt/wheels',
      npm_config_registry: 'https://npm.test/',
      SSL_CERT_FILE: join(home, 'ca.pem')
    };
    server = await startTestServer({ machine: { home, variables } });
  });
  afterAll(async () => {
    const { items } = await server.client.compute.list({ params: here, query: {} });
    for (const { id: instance } of items) {
      await server.client.compute.stop({ params: { ...here, instance } });
      await server.client.compute.delete({ params: { ...here, instance } });
    }
    await server.stop();
    await rm(home, { recursive: true, force: true });
  });

  async function make(body: { name: string; network?: 'none'; environmentVariables?: object }) {
    const more = { driver: 'docker', image, warmKernels: 0, network: 'outbound', ...body } as const;
    const { id } = await server.client.compute.create({
      params: here,
      body: { ...more, environmentVariables: { ...body.environmentVariables } }
    });
    const label = [`atelier.instance=${id}`];
    const [found] = await docker.listContainers({ filters: { label } });
    const container = docker.getContainer(found!.Id);
    const inside = async (script: string): Promise<string> => {
      const Cmd = ['sh', '-c', script];
      const exec = await container.exec({ Cmd, AttachStdout: true, Tty: true });
      return (await text(await exec.start({ Tty: true }))).replaceAll('\r', '').trim();
    };
    return { container, inside };
  }

  it('are its mirrors, proxies, logins and certificates, in files that no inspection shows', async () => {
    const { container, inside } = await make({
      name: 'box',
      environmentVariables: { CURL_CA_BUNDLE: '/own.crt' }
    });
    expect((await inside('cat "$PIP_CONFIG_FILE"')).split('\n')).toEqual([
      '[global]',
      'proxy = http://me:pr0xy@proxy.test:3128',
      'index-url = https://me:m1rror@pip.test/simple',
      'timeout = 7',
      '[install]',
      'user = 1'
    ]);
    const npm = await inside('cat "$NPM_CONFIG_GLOBALCONFIG"');
    expect(npm).toContain('//npm.test/:_authToken=t0ken');
    expect(npm).toContain('registry = https://npm.test/');
    expect(npm).toContain('https-proxy = http://me:pr0xy@proxy.test:3128');
    expect(await inside('cat "$SSL_CERT_FILE" "$NODE_EXTRA_CA_CERTS"')).toBe(
      'CERTIFICATE\nCERTIFICATE'
    );
    expect(await inside('echo "$NO_PROXY $CURL_CA_BUNDLE"')).toBe('localhost /own.crt');
    expect(await inside('echo x 2>/dev/null > /run/atelier/pip.conf || echo no')).toContain('no');
    const shown = JSON.stringify([await container.inspect(), server.logged()]);
    expect(shown).not.toMatch(/pr0xy|m1rror|t0ken/);
  });

  it('is nothing where the network is out of reach', async () => {
    const { inside } = await make({ name: 'alone', network: 'none' });
    expect(await inside('echo "-$PIP_CONFIG_FILE$SSL_CERT_FILE"; ls /run/atelier 2>&1')).toMatch(
      /^-\n.*No such file/
    );
  });

  it('is told programs of jobs, too', async () => {
    const { client } = server;
    await client.clusters.create({
      params: here,
      body: { name: 'nodes', driver: 'docker', image, network: 'outbound', maxNodes: 1 }
    });
    const { id } = await submitJob(server, 'cat "$PIP_CONFIG_FILE"', { cluster: 'nodes' });
    expect(await logOf(server, await whenEnded(server, id))).toContain('timeout = 7');
  });
});
