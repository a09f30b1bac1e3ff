import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeOnEachDatabase } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';

const DIABETES = join(import.meta.dirname, '../../../../../examples/diabetes/diabetes.csv');
const here = { workspace: '~' };

async function upload({ client }: TestServer, text: string | Buffer): Promise<string> {
  return (await client.blobs.upload({ query: {}, body: Buffer.from(text) as BodyInit })).sha256;
}

async function register(server: TestServer, name: string, text: string, filename = 'table.csv') {
  const content = { sha256: await upload(server, text), filename };
  return server.client.datasets.create({ params: here, body: { name, content } });
}

const SMALL = 'id,city,mass\n1,Rome,70.5\n2,"Köln, West",\n3,Oslo,81\n';

describeOnEachDatabase('datasets', on => {
  it('registers the diabetes table and knows its columns, rows and missing values', async () => {
    const server = await on.startServer();
    const made = await register(server, 'diabetes', await readFile(DIABETES, 'utf8'));
    expect(made.latest).toMatchObject({ version: 1, format: 'csv', rowCount: 768 });
    expect(made.latest.columns.map(column => column.type)).toEqual([
      ...['integer', 'integer', 'integer', 'integer', 'integer', 'number', 'number', 'integer'],
      'string'
    ]);
    const statistics = await server.client.datasets.versions.statistics({
      params: { ...here, dataset: 'diabetes', version: 'latest' }
    });
    const missing = statistics.columns.map(column => [column.name, column.missing]);
    expect(Object.fromEntries(missing)).toEqual({
      ...{ pregnant: 0, glucose: 5, pressure: 35, triceps: 227, insulin: 374, mass: 11 },
      ...{ pedigree: 0, age: 0, diabetes: 0 }
    });
    expect(statistics.columns[1]).toMatchObject({ minimum: 44, maximum: 199 });
    expect(statistics.columns[1]!.quartiles).toEqual([99, 117, 141]);
    expect(statistics.columns[8]!.top).toEqual([
      { value: 'neg', count: 500 },
      { value: 'pos', count: 268 }
    ]);
  });

  it('shows pages of rows with missing values as null', async () => {
    const server = await on.startServer();
    await register(server, 'small', SMALL);
    const preview = await server.client.datasets.versions.preview({
      params: { ...here, dataset: 'small', version: 1 },
      query: { offset: 1, limit: 5 }
    });
    expect(preview).toMatchObject({ offset: 1, rowCount: 3 });
    expect(preview.rows).toEqual([
      [2, 'Köln, West', null],
      [3, 'Oslo', 81]
    ]);
  });

  it('adds versions, but answers the version that already has equal content', async () => {
    const server = await on.startServer();
    const { client } = server;
    await register(server, 'small', SMALL);
    const params = { ...here, dataset: 'small' };
    const second = await client.datasets.versions.create({
      params,
      body: { sha256: await upload(server, `${SMALL}4,Lima,60\n`), filename: 'b.csv', note: 'more' }
    });
    expect(second).toMatchObject({ version: 2, rowCount: 4, note: 'more' });
    const again = await client.datasets.versions.create({
      params,
      body: { sha256: await upload(server, SMALL), filename: 'c.csv' }
    });
    expect(again.version).toBe(1);
    const { items } = await client.datasets.versions.list({ params });
    expect(items.map(item => item.version)).toEqual([2, 1]);
    expect(await client.datasets.get({ params })).toMatchObject({
      versionCount: 2,
      latest: { version: 2 }
    });
  });

  it('numbers versions that are added at the same time one after another', async () => {
    const server = await on.startServer();
    await register(server, 'small', SMALL);
    const hashes = await Promise.all(
      [4, 5, 6, 7].map(id => upload(server, `${SMALL}${id},Lima,60\n`))
    );
    const made = await Promise.all(
      [...hashes, ...hashes].map(sha256 =>
        server.client.datasets.versions.create({
          params: { ...here, dataset: 'small' },
          body: { sha256, filename: 'x.csv' }
        })
      )
    );
    expect([...new Set(made.map(version => version.version))].sort()).toEqual([2, 3, 4, 5]);
  });

  it('downloads the bytes as they were uploaded', async () => {
    const server = await on.startServer();
    await register(server, 'small', SMALL);
    const response = await server.client.datasets.versions.content({
      params: { ...here, dataset: 'small', version: 'latest' }
    });
    expect(response.headers.get('content-type')).toContain('text/csv');
    expect(await response.text()).toBe(SMALL);
  });

  it('renames, describes, tags, searches and pages', async () => {
    const server = await on.startServer();
    const { client } = server;
    for (const name of ['a', 'b', 'c']) {
      await register(server, name, SMALL);
    }
    const changed = await client.datasets.update({
      params: { ...here, dataset: 'a' },
      body: { name: 'patients', description: 'Pima', tags: { task: 'classification' } }
    });
    expect(changed).toMatchObject({ name: 'patients', tags: { task: 'classification' } });
    const found = await client.datasets.list({ params: here, query: { search: 'PIMA' } });
    expect(found.items.map(item => item.name)).toEqual(['patients']);
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.datasets.list({ params: here, query: { limit: 1, cursor } });
      names.push(...page.items.map(item => item.name));
      cursor = page.nextCursor;
    } while (cursor);
    expect(names.sort()).toEqual(['b', 'c', 'patients']);
  });

  it('refuses broken tables with the line and a remedy, and keeps nothing of them', async () => {
    const server = await on.startServer();
    const broken: [text: string, says: RegExp][] = [
      ['a,b\n1,2\n3\n', /Line 3 has 1 field, but the first line names 2/],
      ['a,a\n1,2\n', /Two columns are named “a”/],
      ['1,2\n3,4\n', /numbers where the names/],
      ['', /is empty/],
      ['a,b\n', /no rows/],
      ['a,b\n1,"2\n', /never closed/],
      ['a,b\n1,\0\n', /line 2 has a zero byte/]
    ];
    for (const [text, says] of broken) {
      await expect(register(server, 'broken', text)).rejects.toMatchObject({
        code: 'invalid-content',
        message: expect.stringMatching(says),
        remedy: expect.any(String)
      });
    }
    expect((await server.client.datasets.list({ params: here, query: {} })).total).toBe(0);
  });

  it('says what is wrong with a name that is taken and content that was never uploaded', async () => {
    const server = await on.startServer();
    await register(server, 'small', SMALL);
    await expect(register(server, 'small', SMALL)).rejects.toMatchObject({
      code: 'already-exists',
      fields: [{ path: 'body.name' }]
    });
    const content = { sha256: 'a'.repeat(64), filename: 'a.csv' };
    await expect(
      server.client.datasets.create({ params: here, body: { name: 'x', content } })
    ).rejects.toMatchObject({ code: 'invalid-input', fields: [{ path: 'body.content.sha256' }] });
  });

  it('keeps any other file as it is, without rows', async () => {
    const server = await on.startServer();
    const made = await register(server, 'image', '\x89PNG', 'a.png');
    expect(made.latest).toMatchObject({ format: 'file', rowCount: null, columns: [] });
    await expect(
      server.client.datasets.versions.preview({
        params: { ...here, dataset: 'image', version: 1 },
        query: {}
      })
    ).rejects.toMatchObject({ code: 'unsupported-format' });
  });

  it('shows a dataset in its own workspace only, which cannot be deleted while it holds one', async () => {
    const server = await on.startServer();
    const { client } = server;
    await client.workspaces.create({ body: { name: 'other' } });
    const made = await register(server, 'small', SMALL);
    await expect(
      client.datasets.get({ params: { workspace: 'other', dataset: made.id } })
    ).rejects.toMatchObject({ code: 'not-found' });
    const content = { sha256: await upload(server, SMALL), filename: 'a.csv' };
    await client.datasets.create({
      params: { workspace: 'other' },
      body: { name: 'small', content }
    });
    await expect(
      client.workspaces.delete({ params: { workspace: 'other' } })
    ).rejects.toMatchObject({ code: 'in-use', message: expect.stringContaining('1 dataset') });
  });

  it('deletes a dataset with its versions', async () => {
    const server = await on.startServer();
    await register(server, 'small', SMALL);
    const params = { ...here, dataset: 'small' };
    await server.client.datasets.delete({ params });
    await expect(server.client.datasets.get({ params })).rejects.toMatchObject({
      code: 'not-found'
    });
    await expect(register(server, 'small', SMALL)).resolves.toMatchObject({ versionCount: 1 });
  });
});
