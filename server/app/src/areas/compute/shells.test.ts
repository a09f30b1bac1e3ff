import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ReadableStream as WebStream } from 'node:stream/web';
import Docker from 'dockerode';
import { makeKernelImage } from '../../drivers/compute/testing/test-image.ts';
import { describeWithDocker } from '../../drivers/compute/testing/with-docker.ts';
import { startTestServer } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';

const here = { workspace: '~' };
const params = { ...here, instance: 'box' };

describeWithDocker('shells in a container', () => {
  let server: TestServer;
  let id: string;

  beforeAll(async () => {
    const image = await makeKernelImage(new Docker());
    server = await startTestServer();
    const body = { name: 'box', driver: 'docker', image, warmKernels: 0 } as const;
    ({ id } = await server.client.compute.create({ params: here, body }));
  });
  afterAll(async () => {
    await server.client.compute.stop({ params });
    await server.client.compute.delete({ params });
    await server.stop();
  });

  async function open(body: { argv?: string[]; terminal?: boolean; columns?: number }) {
    const { shells } = server.client.compute;
    const { id: shell } = await shells.open({ params, body });
    const typed = new PassThrough();
    const place = { params: { ...params, shell } };
    const stop = new AbortController();
    const answer = shells.connect({
      ...place,
      body: Readable.toWeb(typed) as ReadableStream,
      signal: stop.signal
    });
    const output = async () => {
      const stream = Readable.fromWeb((await answer).body as WebStream);
      return stream.on('error', () => undefined); // cut off, as is wanted
    };
    return { place, typed, output, stop };
  }
  /** What is written, up to a text. */
  async function upTo(output: Readable, wanted: string): Promise<string> {
    let seen = '';
    for await (const bytes of output.iterator({ destroyOnReturn: false })) {
      seen += String(bytes);
      if (seen.includes(wanted)) {
        return seen;
      }
    }
    throw new Error(`it has ended without “${wanted}”: ${seen}`);
  }
  const processes = async (): Promise<string> => {
    const { output, typed } = await open({ argv: ['ps', '-o', 'args'], terminal: false });
    typed.end();
    return text(await output());
  };

  it('pass on what is typed, what is written, and how it ends', async () => {
    const argv = ['sh', '-c', 'tr a-z A-Z; echo problem >&2; exit 7'];
    const { output, place, typed } = await open({ argv, terminal: false });
    typed.end('typed\n');
    expect(await text(await output())).toBe('TYPED\nproblem\n');
    expect(await server.client.compute.shells.get(place)).toEqual({ running: false, exitCode: 7 });
  });

  it('lose nothing of what is much', async () => {
    const { output, typed } = await open({ argv: ['sha256sum'], terminal: false });
    const block = Buffer.alloc(1 << 20, 'x');
    for (let sent = 0; sent < 20; sent++) {
      typed.write(block);
    }
    typed.end();
    expect(await text(await output())).toBe(
      '6adfa0775cbd16a3f50d1fda1d7bd7f375dd1f9af5e6dfb751a87d3dff68699c  -\n'
    );
  });

  it('are terminals whose size can be changed', async () => {
    const { output, place, typed } = await open({ columns: 91 });
    typed.write('echo "$HOME"; stty size\n');
    const stream = await output();
    expect(await upTo(stream, '24 91')).toContain('/home/atelier');
    await server.client.compute.shells.resize({ ...place, body: { columns: 120, rows: 50 } });
    typed.write('stty size\n');
    await upTo(stream, '50 120');
    typed.write('exit 3\n');
    await text(stream);
    expect(await server.client.compute.shells.get(place)).toEqual({ running: false, exitCode: 3 });
  });

  it('end with who was connected', async () => {
    const { output, stop, typed } = await open({});
    typed.write('sleep 4321\n');
    await upTo(await output(), 'sleep 4321');
    while (!(await processes()).includes('sleep 4321'));
    stop.abort();
    while ((await processes()).includes('sleep 4321'));
  });

  it('end with their container, and are refused while it is stopped', async () => {
    const { output, typed } = await open({});
    typed.write('echo ready\n');
    const stream = await output();
    await upTo(stream, 'ready');
    await server.client.compute.stop({ params });
    await text(stream).catch(() => undefined);
    await expect(server.client.compute.shells.open({ params, body: {} })).rejects.toMatchObject({
      code: 'not-running'
    });
    await server.client.compute.start({ params });
  });

  it('are of their instance alone, and of one at a time', async () => {
    const { output, place, typed } = await open({});
    typed.write('echo ready\n');
    await upTo(await output(), 'ready');
    await expect(
      server.client.compute.shells.connect({ ...place, body: new Uint8Array() })
    ).rejects.toMatchObject({ code: 'in-use' });
    const other = { name: 'plain' };
    await server.client.compute.create({ params: here, body: other });
    const elsewhere = { ...place.params, instance: 'plain' };
    await expect(server.client.compute.shells.get({ params: elsewhere })).rejects.toMatchObject({
      code: 'not-found'
    });
    await expect(
      server.client.compute.shells.open({ params: { ...here, instance: 'plain' }, body: {} })
    ).rejects.toMatchObject({ code: 'not-supported' });
    await server.client.compute.delete({ params: { ...here, instance: 'plain' } });
    typed.end('exit\n');
    expect(id).toMatch(/^[0-9a-f]{32}$/);
  });
});
