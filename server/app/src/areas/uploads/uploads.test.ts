import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describeOnEachDatabase } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';

const content = randomBytes(300_000);
const sha256 = createHash('sha256').update(content).digest('hex');

describeOnEachDatabase('uploads in pieces', on => {
  let server: TestServer;
  beforeEach(async () => {
    server = await on.startServer();
  });

  const begin = (size = content.length, hash?: string) =>
    server.client.uploads.create({ body: { size, ...(hash && { sha256: hash }) } });
  const append = (upload: string, offset: number, body: BodyInit) =>
    server.client.uploads.append({ params: { upload }, query: { offset }, body });
  const offsetOf = async (upload: string) =>
    (await server.client.uploads.get({ params: { upload } })).offset;
  const complete = (upload: string) => server.client.uploads.complete({ params: { upload } });

  it('become one content, whose hash is that of all pieces', async () => {
    const { id } = await begin();
    for (let offset = 0; offset < content.length; offset += 100_000) {
      const answer = await append(id, offset, content.subarray(offset, offset + 100_000));
      expect(answer.offset).toBe(Math.min(content.length, offset + 100_000));
    }
    expect(await complete(id)).toEqual({ sha256, size: content.length });
    await expect(offsetOf(id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('need not be sent when the content is there already', async () => {
    await server.client.blobs.upload({ query: {}, body: content });
    const { id, offset } = await begin(content.length, sha256);
    expect(offset).toBe(content.length);
    expect(await complete(id)).toEqual({ sha256, size: content.length });
  });

  it('go on after the server was stopped in the middle, and hash as one', async () => {
    const other = randomBytes(50_000);
    const { id } = await begin(other.length);
    await append(id, 0, other.subarray(0, 20_000));
    await server.restart();
    expect(await offsetOf(id)).toBe(20_000);
    await append(id, 20_000, other.subarray(20_000));
    expect((await complete(id)).sha256).toBe(createHash('sha256').update(other).digest('hex'));
  });

  it('keep what had arrived when the connection broke', async () => {
    const { id } = await begin();
    const gone = new AbortController();
    const body = new ReadableStream({
      start: controller => controller.enqueue(content.subarray(0, 1_000))
    });
    const headers = { 'content-type': 'application/octet-stream' };
    const sent = server
      .send(`/api/uploads/${id}?offset=0`, { method: 'PATCH', body, signal: gone.signal, headers })
      .catch((error: Error) => error.name);
    while ((await offsetOf(id)) < 1_000);
    gone.abort();
    expect(await sent).toBe('AbortError');
    // the server may need a moment to notice that nothing more will come
    let taken = false;
    while (!taken) {
      taken = await append(id, 1_000, content.subarray(1_000)).then(
        () => true,
        () => false
      );
    }
    expect((await complete(id)).sha256).toBe(sha256);
  });

  it.each([
    ['a gap', 10],
    ['an overlap', 3]
  ])('refuse %s and tell where to go on', async (_, offset) => {
    const { id } = await begin();
    await append(id, 0, content.subarray(0, 5));
    await expect(append(id, offset, content.subarray(offset))).rejects.toMatchObject({
      code: 'wrong-offset',
      remedy: 'Go on from byte 5.'
    });
    expect(await offsetOf(id)).toBe(5);
  });

  it('refuse more than was announced, and take the rest afterwards', async () => {
    const { id } = await begin(10);
    await expect(append(id, 0, Buffer.alloc(11))).rejects.toMatchObject({ code: 'too-large' });
    expect(await offsetOf(id)).toBe(0);
    expect((await append(id, 0, Buffer.alloc(10))).offset).toBe(10);
  });

  it('are not complete before all has arrived', async () => {
    const { id } = await begin();
    await append(id, 0, content.subarray(0, 5));
    await expect(complete(id)).rejects.toMatchObject({ code: 'wrong-offset' });
  });

  it('refuse content of another hash than was announced', async () => {
    const { id } = await begin(3, sha256);
    await append(id, 0, Buffer.from('abc'));
    await expect(complete(id)).rejects.toMatchObject({ code: 'hash-mismatch' });
  });

  it('belong to who has begun them', async () => {
    const { id } = await begin();
    const stranger = server.clientOf('someone else');
    await expect(stranger.uploads.get({ params: { upload: id } })).rejects.toMatchObject({
      code: 'not-found'
    });
  });

  it('can be empty and can be given up', async () => {
    const { id } = await begin(0);
    expect((await complete(id)).size).toBe(0);
    const given = await begin();
    await append(given.id, 0, content.subarray(0, 5));
    await server.client.uploads.delete({ params: { upload: given.id } });
    expect(await readdir(join(server.data, 'blobs', 'drafts'))).not.toContain(given.id);
  });
});
