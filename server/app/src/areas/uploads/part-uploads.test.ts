import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openLocalStorage } from '../../drivers/storage/index.ts';
import { describeOnEachDatabase } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';
import { createPartUploads } from './index.ts';

const DAY = 24 * 3_600_000;
const content = randomBytes(300_000);
const pieces = [0, 1, 2].map(index => content.subarray(index * 100_000, (index + 1) * 100_000));
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

interface Credential {
  url: string;
  part_number: number;
  headers: Record<string, string>;
}
interface Begun {
  upload_id: string;
  credentials: Credential[];
}

describeOnEachDatabase('uploads in parts, as MLflow’s client makes them', on => {
  let server: TestServer;
  let folder: string;
  beforeEach(async () => {
    server = await on.startServer();
    const { run } = (await ask('mlflow/runs/create', { experiment_id: '0' })).body as {
      run: { info: { run_id: string } };
    };
    folder = `0/${run.info.run_id}/artifacts`;
  });

  async function ask(path: string, body: object) {
    const answer = await server.send(`/mlflow/api/2.0/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body)
    });
    return { status: answer.status, body: (await answer.json()) as unknown };
  }
  const mpu = (action: string, body: object) =>
    ask(`mlflow-artifacts/mpu/${action}/${folder}/deep`, { path: '/there/file.bin', ...body });
  const begin = async (parts = 3) => (await mpu('create', { num_parts: parts })).body as Begun;
  async function put({ headers, url }: Credential, body: Uint8Array<ArrayBuffer>) {
    const answer = await server.send(new URL(url).pathname, { method: 'PUT', headers, body });
    return { status: answer.status, etag: answer.headers.get('etag') ?? '' };
  }
  const putAll = (credentials: Credential[], bytes: Uint8Array<ArrayBuffer>[] = pieces) =>
    Promise.all(
      credentials.map(async each => ({
        part_number: each.part_number,
        ...(await put(each, bytes[each.part_number - 1]!))
      }))
    );
  const download = async () => {
    const answer = await server.send(
      `/mlflow/api/2.0/mlflow-artifacts/artifacts/${folder}/deep/file.bin`
    );
    return answer.ok ? hashOf(new Uint8Array(await answer.arrayBuffer())) : answer.status;
  };
  const drafts = () => readdir(join(server.data, 'blobs', 'drafts'));

  it('come in any order, at the same time and again, and become one file', async () => {
    const { credentials, upload_id } = await begin();
    await put(credentials[1]!, randomBytes(50));
    const parts = await putAll([...credentials].reverse());
    expect(parts.map(part => part.status)).toEqual([200, 200, 200]);
    expect(await download()).toBe(404);
    expect(await mpu('complete', { upload_id, parts })).toEqual({ status: 200, body: {} });
    expect(await download()).toBe(hashOf(content));
    expect(await drafts()).toEqual([]);
  });

  it('leave alone what somebody may be joining when a part comes once more', async () => {
    const { credentials, upload_id } = await begin();
    const parts = await putAll(credentials);
    const before = await drafts();
    expect(await put(credentials[0]!, pieces[0]!)).toEqual({ status: 200, etag: parts[0]!.etag });
    expect(await drafts()).toEqual(before);
    await mpu('complete', { upload_id, parts });
    expect(await download()).toBe(hashOf(content));
    expect(await drafts()).toEqual([]);
  });

  it('are taken anew where what had arrived is damaged', async () => {
    const { credentials, upload_id } = await begin();
    const parts = await putAll(credentials);
    for (const name of await drafts()) {
      await truncate(join(server.data, 'blobs', 'drafts', name), 1);
    }
    expect((await mpu('complete', { upload_id, parts })).status).toBe(400);
    await putAll(credentials);
    await mpu('complete', { upload_id, parts });
    expect(await download()).toBe(hashOf(content));
  });

  it('go on after the server was stopped between two parts', async () => {
    const { credentials, upload_id } = await begin();
    const before = await putAll(credentials.slice(0, 2));
    await server.restart();
    const parts = [...before, ...(await putAll(credentials.slice(2)))];
    expect((await mpu('complete', { upload_id, parts })).status).toBe(200);
    expect(await download()).toBe(hashOf(content));
  });

  it('are completed once, also when the answer was lost and the file is gone since', async () => {
    const { credentials, upload_id } = await begin();
    const parts = await putAll(credentials);
    const twice = () => mpu('complete', { upload_id, parts });
    expect((await Promise.all([twice(), twice()])).map(answer => answer.status)).toEqual([
      200, 200
    ]);
    await server.send(`/mlflow/api/2.0/mlflow-artifacts/artifacts/${folder}/deep`, {
      method: 'DELETE'
    });
    expect((await twice()).status).toBe(200);
    expect(await download()).toBe(404);
    expect((await put(credentials[0]!, pieces[0]!)).status).toBe(404);
  });

  it('are not complete without each part under its own tag', async () => {
    const { credentials, upload_id } = await begin();
    const parts = await putAll(credentials);
    await put(credentials[2]!, randomBytes(10));
    for (const sent of [parts, parts.slice(0, 2), []]) {
      expect(await mpu('complete', { upload_id, parts: sent })).toMatchObject({
        status: 400,
        body: { error_code: 'INVALID_PARAMETER_VALUE' }
      });
    }
    expect(await download()).toBe(404);
  });

  it('leave nothing when they are given up', async () => {
    const { credentials, upload_id } = await begin();
    await putAll(credentials);
    expect((await mpu('abort', { upload_id })).status).toBe(200);
    expect(await drafts()).toEqual([]);
    expect((await mpu('abort', { upload_id })).status).toBe(404);
    expect((await put(credentials[0]!, pieces[0]!)).status).toBe(401);
  });

  it('leave nothing of a part that breaks off', async () => {
    const { credentials } = await begin();
    const gone = new AbortController();
    const body = new ReadableStream({
      start: controller => controller.enqueue(content.subarray(0, 1_000))
    });
    const { headers, url } = credentials[0]!;
    const sent = server
      .send(new URL(url).pathname, { method: 'PUT', headers, body, signal: gone.signal })
      .catch((error: Error) => error.name);
    while ((await drafts()).length === 0);
    gone.abort();
    expect(await sent).toBe('AbortError');
    while ((await drafts()).length > 0);
  });

  it('take a part from who has the key of this very upload', async () => {
    const [one, other] = [await begin(), await begin()];
    const [{ headers, url }] = [one.credentials[0]!];
    const wrong = { url, headers: other.credentials[0]!.headers, part_number: 1 };
    expect((await put(wrong, pieces[0]!)).status).toBe(401);
    const studio = { url, headers: { authorization: `Bearer ${server.token}` }, part_number: 1 };
    expect((await put(studio, pieces[0]!)).status).toBe(401);
    const beyond = { url: url.replace(/1$/, '4'), headers, part_number: 4 };
    expect((await put(beyond, pieces[0]!)).status).toBe(400);
    expect(await drafts()).toEqual([]);
  });

  it('belong to the file that they were begun for', async () => {
    const { credentials, upload_id } = await begin(1);
    const parts = await putAll(credentials);
    for (const [action, more] of [
      ['complete', { parts }],
      ['abort', {}]
    ] as const) {
      const answer = await mpu(action, { upload_id, path: 'other.bin', ...more });
      expect(answer).toMatchObject({
        status: 404,
        body: { error_code: 'RESOURCE_DOES_NOT_EXIST' }
      });
    }
  });

  it('begin for a file of a run that there is, with a number of parts that can be', async () => {
    expect((await mpu('create', { num_parts: 0 })).status).toBe(400);
    expect((await mpu('create', { num_parts: 10_001 })).status).toBe(400);
    expect((await mpu('create', { path: 'folder/', num_parts: 1 })).status).toBe(400);
    const unknown = `mlflow-artifacts/mpu/create/0/${'0'.repeat(32)}/artifacts`;
    expect((await ask(unknown, { path: 'file' })).status).toBe(404);
  });

  it('hand out addresses as the caller has reached the server', async () => {
    const answer = await server.send(`/mlflow/api/2.0/mlflow-artifacts/mpu/create/${folder}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'hub.example:8443',
        'x-forwarded-prefix': '/user/ada/atelier'
      },
      body: JSON.stringify({ path: 'file' })
    });
    const { credentials, upload_id } = (await answer.json()) as Begun;
    expect(credentials).toMatchObject([
      { url: `https://hub.example:8443/user/ada/atelier/uploads/${upload_id}/parts/1` }
    ]);
  });
});

describeOnEachDatabase('abandoned uploads in parts', on => {
  it('are given up after a week without a part, with all that had arrived', async () => {
    const data = await mkdtemp(join(tmpdir(), 'atelier-parts-'));
    let now = 1_000;
    const storage = await openLocalStorage(data);
    const database = await on.openDatabase();
    const uploads = createPartUploads({ database, storage, clock: () => now });
    const { id, key } = await uploads.begin({ target: 'file', parts: 2 });
    now += 6 * DAY;
    await uploads.put(id, 1, key, Readable.from([Buffer.from('abc')]));
    now += 6 * DAY;
    expect(await uploads.sweep()).toBe(0);
    expect(await readdir(join(data, 'drafts'))).toHaveLength(1);
    now += 2 * DAY;
    expect(await uploads.sweep()).toBe(1);
    expect(await readdir(join(data, 'drafts'))).toEqual([]);
    await expect(uploads.abort(id, 'file')).rejects.toMatchObject({ code: 'not-found' });
    await rm(data, { recursive: true });
  });
});
