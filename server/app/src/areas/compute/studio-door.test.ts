import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { createStudioDoor } from './studio-door.ts';

describe('the studio’s door for a container elsewhere', () => {
  const ada = { id: 'i1', owner: JSON.stringify({ username: 'ada', name: 'Adá' }) };
  let folder: string;
  const place = (name: string) => join(folder, name);
  const door = () => createStudioDoor({ socket: place('studio'), token: 'the token' });
  const studio = createServer(({ headers, method, url }, answer) => {
    const user = Buffer.from(String(headers['x-atelier-user'] ?? ''), 'latin1').toString();
    const told = { method, url, user, authorization: headers.authorization };
    answer.end(JSON.stringify(told));
  });
  const container = createSocketServer({ allowHalfOpen: true }, socket => door().open(ada, socket));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-door-'));
    await once(studio.listen(place('studio')), 'listening');
    await once(container.listen(place('door')), 'listening');
  });
  afterAll(async () => {
    container.close();
    studio.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function ask(path: string, method = 'GET', headers = {}) {
    const own = { authorization: `Bearer ${door().keyOf('i1')}`, ...headers };
    const options = { socketPath: place('door'), path, method, headers: own, agent: false };
    const asked = request(options).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return { status: answer.statusCode, body: await json(answer) };
  }

  it.each([
    ['/api/workspaces', 'GET'],
    ['/api/workspaces/a%2Fb', 'GET'],
    ['/api/workspaces/~/runs/r1/journal', 'POST'],
    ['/api/workspaces/~/datasets?limit=1', 'GET'],
    ['/api/workspaces/~/models/m/versions', 'POST'],
    ['/api/blobs?sha256=0', 'POST'],
    ['/api/uploads/u1', 'PATCH'],
    ['/mlflow/api/2.0/mlflow/runs/create', 'POST'],
    ['/workspaces/w/mlflow/version', 'GET']
  ])('passes %s on as the owner of the instance', async (path, method) => {
    const other = { 'x-atelier-user': JSON.stringify({ username: 'eve' }) };
    const told = { method, url: path, user: ada.owner, authorization: 'Bearer the token' };
    expect(await ask(path, method, other)).toEqual({ status: 200, body: told });
  });

  it.each([
    ['/api/workspaces', 'POST'],
    ['/api/workspaces/~', 'DELETE'],
    ['/api/workspaces/~/compute', 'POST'],
    ['/api/workspaces/~/jobs', 'POST'],
    ['/api/workspaces/~/clusters', 'GET'],
    ['/api/workspaces/~/attached', 'GET'],
    ['/api/workspaces/~/environments', 'POST'],
    ['/api/workspaces/~/runs/../jobs', 'POST'],
    ['/api/workspaces/~/runs/%2e%2e/jobs', 'POST'],
    ['/api/workspaces/~/runs\\..\\jobs', 'POST'],
    ['/api/workspaces/~/runsx', 'GET'],
    ['/api/usage/quotas', 'GET'],
    ['/api/compute/kernels', 'GET'],
    ['/api/events', 'GET']
  ])('refuses %s by %s', async (path, method) => {
    expect(await ask(path, method)).toMatchObject({
      status: 403,
      body: { error: { code: 'forbidden' } }
    });
  });

  it('refuses other keys, and leaves an endpoint its own', async () => {
    const other = { authorization: `Bearer ${door().keyOf('i2')}`, 'x-atelier-user': '{}' };
    expect(await ask('/api/workspaces', 'GET', other)).toMatchObject({
      status: 401,
      body: { error: { code: 'unauthenticated' } }
    });
    const told = { method: 'POST', url: '/endpoints/w/e/score', user: '', ...other };
    expect(await ask('/endpoints/w/e/score', 'POST', other)).toEqual({
      status: 200,
      body: { ...told, 'x-atelier-user': undefined }
    });
  });
});
