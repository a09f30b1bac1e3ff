import { AtelierError, createClient, ERROR_STATUS, pathOf, routes } from './index.ts';

const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status });

function buildClient(answer: (path: string, init: RequestInit) => Response | Promise<Response>) {
  const sent: { path: string; init: RequestInit }[] = [];
  const client = createClient({
    send: async (path, init) => {
      sent.push({ path, init });
      return answer(path, init);
    }
  });
  return { client, sent };
}

describe('the client', () => {
  it('fills in paths and queries, whatever characters names have', () => {
    const params = { workspace: 'a/b ü?', run: 'r', path: 'model/weights #1.bin' };
    expect(pathOf(routes.runs.artifact, { params })).toBe(
      '/api/workspaces/a%2Fb%20%C3%BC%3F/runs/r/artifacts/model/weights%20%231.bin'
    );
    const query = { search: 'x&y=1', limit: 5, cursor: undefined };
    expect(pathOf(routes.workspaces.list, { query })).toBe(
      '/api/workspaces?search=x%26y%3D1&limit=5'
    );
  });

  it('sends JSON as JSON and bytes as bytes', async () => {
    const { client, sent } = buildClient(() => json({}));
    await client.workspaces.create({ body: { name: 'a' } });
    await client.blobs.upload({ query: {}, body: new Uint8Array([1]) });
    expect(sent.map(({ init }) => init.headers)).toEqual([
      { 'content-type': 'application/json' },
      { 'content-type': 'application/octet-stream' }
    ]);
    expect(sent[0]!.init.body).toBe('{"name":"a"}');
  });

  it('rejects with the error that the server tells', async () => {
    const told = new AtelierError('already-exists', 'It is there.', { remedy: 'Take another.' });
    const { client } = buildClient(() => json(told.toBody('r1'), 409));
    await expect(client.workspaces.create({ body: { name: 'a' } })).rejects.toMatchObject({
      code: 'already-exists',
      message: 'It is there.',
      remedy: 'Take another.',
      requestId: 'r1',
      status: 409
    });
  });

  it.each([
    [403, 'forbidden'],
    [502, 'server-unreachable']
  ])('makes sense of a foreign answer with status %i', async (status, code) => {
    const { client } = buildClient(() => new Response('<html>', { status }));
    await expect(client.system.health()).rejects.toMatchObject({ code });
  });

  it('says so when nobody answers, but leaves an abort an abort', async () => {
    const { client } = buildClient(() => Promise.reject(new Error('ECONNREFUSED')));
    await expect(client.system.health()).rejects.toMatchObject({ code: 'server-unreachable' });
    const controller = new AbortController();
    controller.abort();
    await expect(client.system.health({ signal: controller.signal })).rejects.toThrow(
      'ECONNREFUSED'
    );
  });

  it('hands raw answers over as they are', async () => {
    const { client } = buildClient(() => new Response('bytes'));
    const response = await client.runs.artifact({
      params: { workspace: 'w', run: 'a'.repeat(32), path: 'p' }
    });
    expect(await response.text()).toBe('bytes');
  });
});

describe('error codes', () => {
  it('all have a status of an error', () => {
    for (const status of Object.values(ERROR_STATUS)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
    }
  });
});
