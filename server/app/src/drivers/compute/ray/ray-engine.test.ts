import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import type { WorkloadSpec } from '../engine.ts';
import { createRayEngine } from './ray-engine.ts';

const spec: WorkloadSpec = {
  ...{ name: 'job', labels: { of: 'test' }, argv: ['true'], environment: {} },
  ...{ resources: {}, mounts: [], network: 'outbound' }
};
const files = (): Promise<Readable> => {
  const archive = pack();
  archive.finalize();
  return Promise.resolve(Readable.from(archive));
};

describe('jobs of a Ray cluster behind a network that fails', () => {
  /** What Ray knows: jobs by their ids. */
  const jobs = new Map<string, object>();
  let token = 'first';
  let given = token;
  let log = 'a line';
  let losesAnswers = false;
  let says: string | undefined;
  let server: Server;
  let engine: ReturnType<typeof createRayEngine>;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '' } = request;
    if (says !== undefined || request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(says === undefined ? 401 : 200).end(says);
      return;
    }
    const [, id = ''] = /^\/api\/jobs\/([^/]+)/.exec(url) ?? [];
    if (method === 'POST' && url === '/api/jobs/') {
      const { metadata, submission_id } = (await json(request)) as Record<string, string>;
      jobs.set(submission_id!, {
        type: 'SUBMISSION',
        status: 'SUCCEEDED',
        submission_id,
        metadata
      });
      if (losesAnswers) {
        request.socket.destroy();
        return;
      }
      response.end('{}');
    } else if (method === 'DELETE') {
      response.end(JSON.stringify(jobs.delete(id)));
    } else if (method !== 'GET') {
      request.resume();
      response.end('{}');
    } else if (id && !jobs.has(id)) {
      response.writeHead(404).end(`Job ${id} does not exist`);
    } else {
      const found = id ? jobs.get(id) : [...jobs.values()];
      response.end(JSON.stringify(url.endsWith('/logs') ? { logs: log } : found));
    }
  }

  beforeAll(async () => {
    server = createServer((request, response) => void answer(request, response));
    await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    engine = createRayEngine(() => ({ address, token: given }));
  });
  afterAll(() => void server.close());

  it('are submitted although the answer was lost, and removed whoever knows of them', async () => {
    const id = await engine.create(spec);
    losesAnswers = true;
    await engine.start(id, { files });
    losesAnswers = false;
    expect((await engine.inspect(id)).state).toBe('exited');
    // Made again, as by a task that was told of a failure.
    await engine.create(spec);
    await engine.remove(id);
    expect([...jobs.keys()]).toEqual([]);
  }, 20_000);

  it('wait for whatever stands in between, and for a token that was changed', async () => {
    const id = await engine.create(spec);
    await engine.start(id, { files });
    says = '<html>Log in, please</html>';
    await expect(engine.inspect(id)).rejects.toMatchObject({ code: 'engine-unreachable' });
    await expect(engine.list({})).rejects.toMatchObject({ code: 'engine-unreachable' });
    says = undefined;
    token = 'second';
    await expect(engine.inspect(id)).rejects.toMatchObject({
      code: 'engine-unreachable',
      message: expect.stringContaining('asks for another token') as string
    });
    given = token;
    expect((await engine.inspect(id)).exit).toMatchObject({ code: 0 });
  });

  it('have logs that end with a word about it when they are too long', async () => {
    const [found] = await engine.list(spec.labels);
    log = 'x'.repeat(33 * 2 ** 20);
    const chunks = await Array.fromAsync(engine.logs(found!.id, { follow: true }));
    expect(chunks.map(({ stream, bytes }) => [stream, bytes.toString()])).toEqual([
      [
        'stderr',
        'The log is too long to be followed: the rest of it is on Ray’s dashboard alone.\n'
      ]
    ]);
  });
});
