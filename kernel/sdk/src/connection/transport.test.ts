import { once } from 'node:events';
import { createReadStream, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { AtelierError, errorOf } from '@atelier-ml/api';
import { buildFolder } from '../testing/index.ts';
import { connect } from './index.ts';

it.each([0, 1])('closes the file when no server comes within %i ms', async patience => {
  const folder = buildFolder();
  try {
    // Too long to be read to its end before anybody asks for it.
    const file = createReadStream(process.execPath);
    const closed = new Promise<void>(resolve => file.on('close', () => resolve()));
    const body = Readable.toWeb(file) as ReadableStream;
    const { send } = connect({ dataFolder: folder.path, patience });
    await expect(send('/api/blobs', { method: 'POST', body })).rejects.toMatchObject({
      code: 'server-unreachable'
    });
    await closed;
  } finally {
    await folder.remove();
  }
});

function buildAddress() {
  const folder = buildFolder();
  const socketPath = join(folder.path, 'studio');
  writeFileSync(
    join(folder.path, 'server.json'),
    JSON.stringify({ url: `unix:${socketPath}`, tokenFile: join(folder.path, 'token') })
  );
  writeFileSync(join(folder.path, 'token'), 'secret');
  return { folder, socketPath };
}

it('gives up on a server that shows no sign of life, not on one that takes its time', async () => {
  const { folder, socketPath } = buildAddress();
  let looks = 0;
  let isHung = false;
  let finish = (): void => {};
  const server = createServer((request, answer) => {
    if (request.url === '/api/health') {
      looks += 1;
      void (isHung || answer.end('{}'));
      if (looks === 3) {
        finish();
      }
    } else {
      finish = () => answer.end('{"items":[],"total":0}');
    }
  });
  await once(server.listen(socketPath), 'listening');
  try {
    const { client } = connect({ dataFolder: folder.path, watchAfter: 400 });
    const list = () => client.workspaces.list({ query: {} });
    await expect(list()).resolves.toEqual({ items: [], total: 0 });
    expect(looks).toBe(3);
    isHung = true;
    await expect(list()).rejects.toMatchObject({
      code: 'server-unreachable',
      message: 'The Atelier server does not answer.'
    });
  } finally {
    server.closeAllConnections();
    server.close();
    await folder.remove();
  }
});

describe('what is between a job and the server', () => {
  const { folder, socketPath } = buildAddress();
  const answers: AtelierError[] = [];
  const server = createServer(async (request, answer) => {
    const body = await text(request);
    const error = answers.shift();
    answer.statusCode = error?.status ?? 200;
    answer.end(error ? JSON.stringify(error.toBody()) : body);
  });
  const { send } = connect({ dataFolder: folder.path, patience: 60_000 });
  const ask = () => send('/api/any', { method: 'POST', body: 'text' });

  beforeAll(() => once(server.listen(socketPath), 'listening'));
  afterAll(async () => {
    server.close();
    await folder.remove();
  });

  it('is asked again while it has passed nothing on', async () => {
    const away = new AtelierError('server-unreachable', 'It is not reached.');
    answers.push(away, away);
    expect(await (await ask()).text()).toBe('text');
  });

  it('is believed when the server itself refuses', async () => {
    answers.push(new AtelierError('shutting-down', 'It stops.'));
    const answer = await ask();
    expect(answer.status).toBe(503);
    expect(await errorOf(answer)).toMatchObject({ code: 'shutting-down' });
  });
});

it('waits in a job for a server that is not there yet', async () => {
  const { folder, socketPath } = buildAddress();
  const { send } = connect({ dataFolder: folder.path, patience: 60_000 });
  const asked = ['GET', 'POST'].map(method =>
    send('/api/any', { method, ...(method === 'POST' && { body: 'text' }) })
  );
  const stream = new Response('a stream').body!;
  asked.push(send('/api/any', { method: 'POST', body: stream }));
  const given = send('/api/any', { signal: AbortSignal.abort() });
  await expect(given).rejects.toMatchObject({ name: 'AbortError' });
  const server = createServer(
    (request, answer) => void text(request).then(body => answer.end(body))
  );
  await once(server.listen(socketPath), 'listening');
  try {
    const answers = await Promise.all(asked.map(async answer => (await answer).text()));
    expect(answers).toEqual(['', 'text', 'a stream']);
  } finally {
    server.close();
    await folder.remove();
  }
});
