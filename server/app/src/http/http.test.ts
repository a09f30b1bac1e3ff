import { Agent, request as httpRequest } from 'node:http';
import { flattenRoutes, pathOf, routes } from '@atelier-ml/api';
import type { ErrorBody } from '@atelier-ml/api';
import { startTestServer } from '../testing/index.ts';
import type { TestServer } from '../testing/index.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const errorOf = async (response: Response) => ((await response.json()) as ErrorBody).error;
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  server.send(path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers }
  });

describe('the door', () => {
  const every = flattenRoutes(routes).map(({ name, route }) => {
    const params = Object.fromEntries(
      Object.keys(route.params?.shape ?? {}).map(key => [key, '0'.repeat(32)])
    );
    return { name, method: route.method, path: pathOf(route, { params }) };
  });

  it.each([...every, { name: 'nothing', method: 'GET', path: '/no/such/path' }])(
    'lets nobody reach $name without the token',
    async ({ method, path }) => {
      for (const authorization of ['', 'Bearer wrong', 'Basic abc', `Token ${server.token}`]) {
        const response = await server.send(path, { method, headers: { authorization } });
        expect(response.status).toBe(401);
        expect((await errorOf(response)).code).toBe('unauthenticated');
      }
    }
  );

  it.each(every)('lets nobody change $name’s method', async ({ path }) => {
    const response = await server.send(path, { method: 'OPTIONS' });
    expect([200, 404, 405]).toContain(response.status);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('never tells a secret or a name in the log of a request', async () => {
    const response = await server.send('/api/workspaces?search=geheim', {});
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify(server.logged())).not.toMatch(/geheim/);
    expect(JSON.stringify(server.logged())).not.toContain(server.token);
    expect(server.logged().at(-1)).toMatchObject({ route: 'workspaces.list', status: 200 });
  });
});

describe('errors', () => {
  it.each([
    [
      { program: { type: 'command', command: 'true' }, timeoutSeconds: 'x' },
      'timeoutSeconds: must be a number.'
    ],
    [
      { program: { type: 'command', command: 'true' }, params: { 'Learning-Rate': '1' } },
      'params.Learning-Rate: must hold only letters, digits and underscores.'
    ],
    [{ program: { type: 'command', command: '' } }, 'program.command: must not be empty.'],
    [{ program: { type: 'command', command: 'true' }, nodes: 0 }, 'nodes: must be at least 1.'],
    [
      { program: { type: 'command', command: 'true' }, nodes: 1.5 },
      'nodes: must be a whole number.'
    ],
    [
      { program: { type: 'command', command: 'true' }, priority: 'top' },
      'priority: must be low or normal or high.'
    ],
    [{}, 'program: is needed.']
  ])('say in words what is wrong with a field', async (body, message) => {
    const response = await post('/api/workspaces/~/jobs', JSON.stringify(body));
    expect((await errorOf(response)).message).toBe(message);
  });

  it('name the fields that are wrong', async () => {
    const response = await post('/api/workspaces', JSON.stringify({ name: '' }));
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({
      code: 'invalid-input',
      fields: [{ path: 'body.name', message: 'must not be empty' }],
      requestId: expect.stringMatching(/^[0-9a-f]{32}$/)
    });
  });

  it.each([
    ['a body that is no JSON', '{"name":', {}, 400, 'invalid-input'],
    ['a body that is not an object', '[]', {}, 400, 'invalid-input'],
    ['another kind of body', 'name=a', { 'content-type': 'text/plain' }, 415, 'unsupported-format'],
    ['an encoding that is unknown', 'x', { 'content-encoding': 'zip' }, 415, 'unsupported-format'],
    [
      'a charset that is unknown',
      '{}',
      { 'content-type': 'application/json; charset=klingon' },
      415,
      'unsupported-format'
    ],
    ['a user that cannot be read', '{}', { 'x-atelier-user': 'ada' }, 400, 'invalid-input']
  ] as const)('are clear for %s', async (_, body, headers, status, code) => {
    const response = await post('/api/workspaces', body, headers);
    expect(response.status).toBe(status);
    expect((await errorOf(response)).code).toBe(code);
  });

  it('stop a body that is too large', async () => {
    const response = await post('/api/workspaces', `"${'x'.repeat(33 * 2 ** 20)}"`);
    expect(response.status).toBe(413);
    expect((await errorOf(response)).code).toBe('too-large');
  });

  it('are clear for an address that is too long, and long page tokens are not', async () => {
    const long = await server.send(`/api/workspaces?cursor=${'x'.repeat(60_000)}`);
    expect([long.status, (await errorOf(long)).code]).toEqual([400, 'invalid-input']);
    const endless = await server.send(`/api/workspaces?cursor=${'x'.repeat(140_000)}`);
    expect(endless.status).toBe(413);
    expect(await errorOf(endless)).toMatchObject({
      code: 'too-large',
      remedy: expect.stringContaining('128 KiB'),
      requestId: expect.any(String)
    });
  });

  it('tell an unknown path from a method that a path does not take', async () => {
    const unknown = await server.send('/api/nothing');
    expect([unknown.status, (await errorOf(unknown)).code]).toEqual([404, 'route-not-found']);
    const method = await server.send('/api/workspaces', { method: 'DELETE' });
    expect([method.status, (await errorOf(method)).code]).toEqual([405, 'method-not-allowed']);
    expect(method.headers.get('allow')).toBe('GET, POST');
  });

  it.each(['/api/workspaces/%', '/api/workspaces/%00', '/api/workspaces/%ff', '//', '/%2e%2e/x'])(
    'answer the crooked path %s without falling over',
    async path => {
      const response = await server.send(path);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
    }
  );
});

describe('uploads and downloads', () => {
  it('stream content of any size through', async () => {
    const block = Buffer.alloc(2 ** 20, 'atelier');
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent++ === 64) {
          controller.close();
        } else {
          controller.enqueue(block);
        }
      }
    });
    const blob = await server.client.blobs.upload({ query: {}, body });
    expect(blob.size).toBe(64 * 2 ** 20);
  });

  it('refuse content with another hash than promised', async () => {
    await expect(
      server.client.blobs.upload({ query: { sha256: '0'.repeat(64) }, body: Buffer.from('a') })
    ).rejects.toMatchObject({ code: 'hash-mismatch' });
  });
});

describe('the interface', () => {
  it('describes itself', async () => {
    const document = await server.client.system.openapi();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths as object)).toContain('/api/workspaces/{workspace}/runs');
  });

  it('says that it is well', async () => {
    expect(await server.client.system.health()).toMatchObject({
      status: 'ok',
      pid: process.pid,
      database: 'sqlite'
    });
  });
});

describe('a stop', () => {
  it('lets requests under way finish, though their connections are kept alive', async () => {
    const own = await startTestServer();
    const agent = new Agent({ keepAlive: true });
    let finish = (): void => {};
    const upload = new Promise<number>((resolve, reject) => {
      const request = httpRequest(
        {
          agent,
          socketPath: `${own.data}/s`,
          path: '/api/blobs',
          method: 'POST',
          headers: { authorization: `Bearer ${own.token}`, 'transfer-encoding': 'chunked' }
        },
        response => {
          response.resume();
          response.once('end', () => resolve(response.statusCode!));
        }
      );
      request.once('error', reject);
      request.write('first half, ');
      finish = () => request.end('second half');
    });
    await own.client.system.health();
    const stopped = own.stop();
    finish();
    expect(await upload).toBe(201);
    await stopped;
    agent.destroy();
  });
});
