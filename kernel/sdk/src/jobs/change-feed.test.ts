import { AtelierError } from '@atelier-ml/api';
import { createChangeFeed } from './index.ts';

const failing = (error: Error) => createChangeFeed({ send: () => Promise.reject(error) });

it.each(['ENOTFOUND', 'ERR_INVALID_URL', 'CERT_HAS_EXPIRED'])(
  'does not wait for a server whose address is wrong: %s',
  async code => {
    const feed = failing(Object.assign(new Error(`no server: ${code}`), { code }));
    await expect(feed.watch(['subject']).next()).rejects.toMatchObject({
      code: 'server-unreachable',
      message: expect.stringContaining(code)
    });
  }
);

it('does not wait for a server that refuses', async () => {
  const refusal = new AtelierError('storage-full', 'The disk is full.');
  await expect(failing(refusal).watch(['subject']).next()).rejects.toBe(refusal);
});

it('tells everybody who waits that the server is away, and ends with the signal', async () => {
  const feed = failing(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
  const told: string[] = [];
  const end = new AbortController();
  const wait = (name: string) =>
    feed.watch([name], end.signal, () => told.push(name) === 2 && end.abort()).next();
  const waiting = [wait('one'), wait('other')];
  await expect(Promise.allSettled(waiting)).resolves.toMatchObject([
    { reason: { name: 'AbortError' } },
    { reason: { name: 'AbortError' } }
  ]);
  expect(told).toEqual(['one', 'other']);
});
