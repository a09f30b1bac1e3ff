import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, createServer as createProxy } from 'node:net';
import type { Socket } from 'node:net';
import Docker from 'dockerode';
import { makeTestImage } from '../compute/testing/test-image.ts';
import { describeWithDocker } from '../compute/testing/with-docker.ts';
import { createDockerImages } from './index.ts';
import type { BuildEvent, Images } from './index.ts';

const TEST = { 'atelier.test': `images-${process.pid}` };
const tagOf = (name: string): string => `atelier-test/images-${process.pid}-${name}:1`;
const dockerfile = (content: string) => ({ path: 'Dockerfile', content });

describeWithDocker('images of a Docker engine', () => {
  const docker = new Docker();
  let base: string;
  let images: Images;

  beforeAll(async () => {
    base = await makeTestImage(docker);
    images = createDockerImages(() => Promise.resolve(docker));
  });
  afterAll(async () => {
    for (const { id, tags } of await images.list(TEST)) {
      for (const reference of tags.length ? tags : [id]) {
        await images.remove(reference).catch(() => undefined);
      }
    }
  });

  async function build(name: string, content: string, more: object = {}): Promise<BuildEvent[]> {
    const events: BuildEvent[] = [];
    await images.build({
      context: [dockerfile(content)],
      tag: tagOf(name),
      labels: TEST,
      onEvent: event => events.push(event),
      ...more
    });
    return events;
  }

  it('builds one, tells its steps and their output, and takes them from the cache', async () => {
    const text = `FROM ${base}\nENV STAGE="a b"\nRUN echo "hello $(date +%s%N)" | tee /made`;
    const first = await build('steps', text, { withoutCache: true });
    const output = first.filter(event => event.kind === 'output').map(({ text }) => text);
    expect(output.join('')).toMatch(/hello \d+/);
    const made = await images.inspect(tagOf('steps'));
    expect(made).toMatchObject({ labels: TEST, variables: { STAGE: 'a b' } });
    expect(made.id).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(made.layers).toHaveLength(2);
    const again = await build('steps', text);
    expect(again).toContainEqual(
      expect.objectContaining({ state: 'cached', step: expect.stringContaining('RUN echo') })
    );
    expect((await images.inspect(tagOf('steps'))).id).toBe(made.id);
  });

  it('takes files, folders and names of any length into the context', async () => {
    const long = `${'long-name-'.repeat(12)}ü.txt`;
    await build('context', `FROM ${base}\nCOPY . /work/`, {
      context: [
        dockerfile(`FROM ${base}\nCOPY . /work/`),
        { path: long, content: 'long', mode: 0o600 },
        { path: 'sources', source: __dirname }
      ]
    });
    const argv = ['sh', '-c', `cat "/work/${long}"; ls /work/sources/docker`];
    const { stdout } = await images.run(tagOf('context'), { argv });
    expect(stdout).toMatch(/^long[^]*context\.ts/);
  });

  it('names the step that fails, with its reason and its last words', async () => {
    const events: BuildEvent[] = [];
    const failing = build(
      'failing',
      `FROM ${base}\nRUN true\nRUN echo sorry >&2; exit 7\nRUN true`,
      {
        onEvent: (event: BuildEvent) => events.push(event)
      }
    );
    await expect(failing).rejects.toMatchObject({
      code: 'build-failed',
      message: expect.stringMatching(/RUN echo sorry[^]*exit code: 7[^]*sorry/)
    });
    expect(events).toContainEqual(expect.objectContaining({ state: 'failed' }));
    await build('failing', `FROM ${base}\nRUN true`);
  });

  it.each([
    ['a Dockerfile that cannot be read', () => 'FRUM nothing'],
    ['a base that is nowhere', () => 'FROM localhost:1/atelier-test/nothing:1']
  ])('refuses %s', async (_, content) => {
    await expect(build('refused', content())).rejects.toMatchObject({
      code: expect.stringMatching(/build-failed|engine-failed/)
    });
  });

  it('stops a build when it is told to', async () => {
    const stop = new AbortController();
    const running = build('cancelled', `FROM ${base}\nRUN echo waiting; sleep 60`, {
      signal: stop.signal,
      onEvent: ({ kind }: BuildEvent) => kind === 'output' && stop.abort(new Error('enough'))
    });
    await expect(running).rejects.toThrow('enough');
    await expect(images.inspect(tagOf('cancelled'))).rejects.toMatchObject({
      code: 'image-missing'
    });
  });

  it('says so when the engine goes away in the middle of a build', async () => {
    const connections = new Set<Socket>();
    const proxy = createProxy(connection => {
      const engine = connect('/var/run/docker.sock');
      connection.pipe(engine).pipe(connection);
      for (const each of [connection, engine]) {
        connections.add(each.on('error', () => undefined));
      }
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const { port } = proxy.address() as { port: number };
    const far = createDockerImages(() =>
      Promise.resolve(new Docker({ host: '127.0.0.1', port, protocol: 'http' }))
    );
    const building = far.build({
      context: [dockerfile(`FROM ${base}\nRUN echo ${Date.now()}; sleep 60`)],
      tag: tagOf('cut'),
      onEvent: ({ kind }) => {
        if (kind === 'output') {
          connections.forEach(each => each.destroy());
          proxy.close();
        }
      }
    });
    await expect(building).rejects.toMatchObject({ code: 'engine-unreachable' });
  });

  it('runs commands without a network and removes what they ran in', async () => {
    const argv = ['sh', '-c', 'echo out; echo err >&2; ls /sys/class/net; exit 3'];
    expect(await images.run(base, { argv })).toEqual({
      exitCode: 3,
      stdout: 'out\nlo\n',
      stderr: 'err\n'
    });
    const left = await docker.listContainers({
      all: true,
      filters: { ancestor: [base], label: ['atelier.role=probe'] }
    });
    expect(left).toEqual([]);
    await expect(images.run('atelier-test/none:1', { argv })).rejects.toMatchObject({
      code: 'image-missing'
    });
  });

  it('ends a command that takes too long', async () => {
    const { exitCode } = await images.run(base, { argv: ['sleep', '60'], timeout: 300 });
    expect(exitCode).toBe(137);
  });

  it('does not remove an image that a container uses, and names it', async () => {
    await build('used', `FROM ${base}\nRUN echo used > /used`);
    const container = await docker.createContainer({ Image: tagOf('used'), Cmd: ['true'] });
    await expect(images.remove(tagOf('used'))).rejects.toMatchObject({
      code: 'in-use',
      message: expect.stringContaining(container.id.slice(0, 12))
    });
    await images.commit(container.id, tagOf('kept'), TEST);
    await container.remove();
    await images.remove(tagOf('used'));
    await expect(images.remove(tagOf('used'))).rejects.toMatchObject({ code: 'image-missing' });
    const kept = await images.list(TEST);
    expect(kept.flatMap(({ tags }) => tags)).toContain(tagOf('kept'));
  });

  it('gives an image another name, and imports a file system', async () => {
    await build('named', `FROM ${base}\nRUN echo named > /named`);
    await images.tag(tagOf('named'), tagOf('other'));
    await images.remove(tagOf('named'));
    expect((await images.inspect(tagOf('other'))).tags).toEqual([tagOf('other')]);
    const tar = spawn('tar', ['-C', '/bin', '-c', 'busybox'], {
      stdio: ['ignore', 'pipe', 'inherit']
    });
    await images.importTar(tar.stdout, tagOf('imported'), TEST);
    const { stdout } = await images.run(tagOf('imported'), { argv: ['/busybox', 'echo', 'alive'] });
    expect(stdout).toBe('alive\n');
  });

  it('says that a registry does not answer, or asks for a password', async () => {
    const registry = createServer((request, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end();
    }).listen(0, '127.0.0.1');
    await once(registry, 'listening');
    const { port } = registry.address() as { port: number };
    const reference = `127.0.0.1:${port}/thing:1`;
    await images.tag(base, reference);
    const credentials = { username: 'me', password: 'wrong' };
    await expect(images.push(reference, { credentials })).rejects.toMatchObject({
      code: 'registry-refused'
    });
    await images.remove(reference);
    registry.close();
    const nobody = '127.0.0.1:1';
    for (const ask of [() => images.pull(`${nobody}/thing:1`), () => images.login(nobody, {})]) {
      await expect(ask()).rejects.toMatchObject({
        code: 'registry-unreachable',
        remedy: expect.stringMatching(/./)
      });
    }
  });

  it('says so when no engine answers', async () => {
    const nobody = createDockerImages(() =>
      Promise.resolve(new Docker({ socketPath: '/nowhere/docker.sock' }))
    );
    await expect(nobody.engine()).rejects.toMatchObject({ code: 'engine-unreachable' });
    await expect(
      nobody.build({ context: [dockerfile('FROM scratch')], tag: 'atelier-test/x:1' })
    ).rejects.toMatchObject({ code: 'engine-unreachable' });
  });
});
