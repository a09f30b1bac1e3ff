import { createHash } from 'node:crypto';
import type { ErrorBody } from '@atelier-ml/api';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startTestServer } from '../testing/index.ts';
import type { TestServer } from '../testing/index.ts';

const CONTENT = 'name,score\nada,1\ngrace,2\n';
const sha256 = createHash('sha256').update(CONTENT).digest('hex');
const path = '/api/workspaces/default/datasets/scores/versions/1/content';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.client.blobs.upload({ query: {}, body: CONTENT });
  await server.client.datasets.create({
    params: { workspace: 'default' },
    body: { name: 'scores', content: { sha256, filename: 'scores.csv', format: 'csv' } }
  });
});
afterAll(() => server.stop());

const get = (headers: Record<string, string> = {}, method = 'GET') =>
  server.send(path, { headers, method });

describe('a download', () => {
  it('comes whole, with its hash as ETag, to those who ask for no part', async () => {
    const response = await get();
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(CONTENT);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      etag: `"${sha256}"`,
      'accept-ranges': 'bytes',
      'content-length': String(CONTENT.length)
    });
  });

  it.each([
    ['the first bytes', 'bytes=0-3', 0, 3],
    ['bytes in the middle', 'bytes=5-9', 5, 9],
    ['all from a byte on', 'bytes=11-', 11, 24],
    ['the last bytes', 'bytes=-8', 17, 24],
    ['more last bytes than there are', 'bytes=-1000', 0, 24],
    ['more than there is', 'bytes=20-1000', 20, 24]
  ])('gives %s', async (_, range, start, end) => {
    const response = await get({ range });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end}/25`);
    expect(await response.text()).toBe(CONTENT.slice(start, end + 1));
  });

  it.each(['bytes=25-', 'bytes=500-600', 'bytes=-0'])('has no part %s', async range => {
    const response = await get({ range });
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe('bytes */25');
  });

  it.each(['bytes=5-2', 'bytes=-', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=a-b'])(
    'comes whole where %s is asked for',
    async range => {
      const response = await get({ range });
      expect(response.status).toBe(200);
      expect(await response.text()).toBe(CONTENT);
    }
  );

  it('gives a part only of the content that the rest was taken from', async () => {
    const range = 'bytes=5-9';
    expect((await get({ range, 'if-range': `"${sha256}"` })).status).toBe(206);
    expect((await get({ range, 'if-range': '"another"' })).status).toBe(200);
  });

  it('does not come again to those who have it', async () => {
    const response = await get({ 'if-none-match': `"other", W/"${sha256}"` });
    expect(response.status).toBe(304);
    expect(await response.text()).toBe('');
    expect((await get({ 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('tells its head alone', async () => {
    const response = await get({ range: 'bytes=0-3' }, 'HEAD');
    expect(response.status).toBe(206);
    expect(response.headers.get('content-length')).toBe('4');
    expect(await response.text()).toBe('');
  });

  it('says clearly that its content is lost', async () => {
    const lost = 'a,b\n1,2\n';
    const blob = await server.client.blobs.upload({ query: {}, body: lost });
    await server.client.datasets.create({
      params: { workspace: 'default' },
      body: { name: 'lost', content: { sha256: blob.sha256, filename: 'lost.csv', format: 'csv' } }
    });
    const { sha256: hash } = blob;
    await rm(join(server.data, 'blobs', hash.slice(0, 2), hash.slice(2, 4), hash));
    const response = await server.send(path.replace('scores', 'lost'));
    expect(response.status).toBe(404);
    expect(((await response.json()) as ErrorBody).error.code).toBe('not-found');
  });
});
