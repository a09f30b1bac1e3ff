import type { AtelierError } from '@atelier-ml/api';
import { ServerConnection } from '@jupyterlab/services';
import { createApiClient } from './api-client.ts';

function buildClient(answer: (request: Request) => Response | Promise<Response>) {
  const requests: Request[] = [];
  const settings = ServerConnection.makeSettings({
    baseUrl: 'http://localhost/user/ada/',
    token: 'secret',
    // the test's document has signals of its own, which Node's Request refuses
    Request: class extends Request {
      constructor(url: string, { signal: _, ...init }: RequestInit) {
        super(url, init);
      }
    } as typeof Request,
    fetch: (async (request: Request) => {
      requests.push(request);
      return answer(request);
    }) as typeof fetch
  });
  const client = createApiClient(settings);
  let unreachable = 0;
  client.unreachable.connect(() => unreachable++);
  return { client, requests, unreachable: () => unreachable };
}
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

test('calls the server below Jupyter’s own address, with Jupyter’s token', async () => {
  const { client, requests } = buildClient(() => json({ items: [], total: 0 }));
  await client.api.datasets.list({ params: { workspace: 'my lab' }, query: { search: 'a b' } });
  const [{ url, headers }] = requests;
  expect(url.replace(/&\d+$/, '')).toBe(
    'http://localhost/user/ada/atelier/api/workspaces/my%20lab/datasets?search=a+b'
  );
  expect(headers.get('authorization')).toBe('token secret');
});

test('an error of the server keeps its code, remedy and findings', async () => {
  const error = {
    code: 'invalid-input',
    message: 'The name is not valid.',
    remedy: 'Choose another.',
    fields: [{ path: 'body.name', message: 'must not be empty' }]
  };
  const { client, unreachable } = buildClient(() => json({ error }, 400));
  const failure = client.api.workspaces.create({ body: { name: '' } });
  await expect(failure).rejects.toMatchObject(error);
  expect(unreachable()).toBe(0);
});

test('tells when nobody answers, whether Jupyter says so or is away itself', async () => {
  const error = { code: 'server-unreachable', message: 'The server is down.' };
  const down = buildClient(() => json({ error }, 503));
  await expect(down.client.api.system.health()).rejects.toMatchObject(error);
  expect(down.unreachable()).toBe(1);
  const away = buildClient(() => Promise.reject(new TypeError('network')));
  const failure: AtelierError = await away.client.api.system.health().then(
    () => Promise.reject(new Error('It answered.')),
    (reason: AtelierError) => reason
  );
  expect(failure.code).toBe('server-unreachable');
  expect(failure.remedy).toBeTruthy();
  expect(away.unreachable()).toBe(1);
});

test('tells when an answer takes long, and goes on waiting for it', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
  try {
    let answer: (response: Response) => void = () => undefined;
    const { client, unreachable } = buildClient(() => new Promise(resolve => (answer = resolve)));
    const call = client.api.workspaces.list({ query: {} });
    await jest.advanceTimersByTimeAsync(7_000);
    expect(unreachable()).toBe(0);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(unreachable()).toBe(1);
    answer(json({ items: [], total: 0 }));
    await expect(call).resolves.toEqual({ items: [], total: 0 });
    await jest.advanceTimersByTimeAsync(20_000);
    expect(unreachable()).toBe(1);
  } finally {
    jest.useRealTimers();
  }
});

test('a call that was given up is nobody’s fault', async () => {
  const controller = new AbortController();
  const { client, unreachable } = buildClient(
    () =>
      new Promise((_, reject) => {
        controller.signal.addEventListener('abort', () => reject(new Error('aborted')));
      })
  );
  const call = client.api.workspaces.list({ query: {}, signal: controller.signal });
  controller.abort();
  await expect(call).rejects.toThrow();
  expect(unreachable()).toBe(0);
});
