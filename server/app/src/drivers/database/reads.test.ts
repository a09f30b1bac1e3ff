import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { companionFile } from '../../companion.ts';
import type { Database } from './database.ts';
import { problemOf } from './problems.ts';
import { openSqlite } from './sqlite.ts';

const readWorkerFile = companionFile('read-worker');

/** Counts to a number one by one. */
const counting = (to: number) => sql<{ counted: number }>`
  with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${to})
  select count(*) as counted from numbers`;

const problem = (query: Promise<unknown>) =>
  query.then(
    () => 'none',
    (error: unknown) => problemOf(error) ?? error
  );

describe('what only reads an SQLite file', () => {
  let folder: string;
  let database: Database;

  async function open(workerFile = readWorkerFile): Promise<Database> {
    database = openSqlite({ file: join(folder, 'a.db'), readWorkerFile: workerFile });
    await sql`create table if not exists things (id integer primary key, name text)`.execute(
      database.queries
    );
    return database;
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-reads-'));
  });
  afterEach(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  it('holds up neither a write nor the process', async () => {
    const { queries, reads } = await open();
    const order: string[] = [];
    const long = counting(20_000_000)
      .execute(reads)
      .then(({ rows }) => order.push(`counted ${rows[0]!.counted}`));
    await sql`insert into things (name) values ('a')`.execute(queries);
    order.push('written');
    await new Promise(resolve => setImmediate(resolve));
    order.push('turned');
    await sql`select * from things`.execute(reads);
    order.push('read');
    await long;
    expect(order).toEqual(['written', 'turned', 'read', 'counted 20000000']);
  });

  it('sees all that was committed before it was asked', async () => {
    const { reads, transaction } = await open();
    for (let count = 1; count <= 50; count++) {
      await transaction(queries => sql`insert into things (name) values ('a')`.execute(queries));
      const { rows } = await sql`select count(*) as n from things`.execute(reads);
      expect(rows).toEqual([{ n: count }]);
    }
  });

  it('answers more questions at once than it has threads', async () => {
    const { reads } = await open();
    const asked = Array.from({ length: 40 }, (_, index) => 1_000 + index);
    const answers = await Promise.all(asked.map(to => counting(to).execute(reads)));
    expect(answers.map(({ rows }) => rows[0]!.counted)).toEqual(asked);
  });

  it('gives values as the writer does', async () => {
    const { queries, reads } = await open();
    const values = sql`select 1.5 as a, ${'é'} as b, null as c, ${Buffer.from([1, 2])} as d,
      ${Number.MAX_SAFE_INTEGER} as e, lower('ÄB') as f, ${true} as g`;
    const { rows } = await values.execute(queries);
    expect((await values.execute(reads)).rows).toEqual(rows.map(row => ({ ...(row as object) })));
  });

  it('names what went wrong, and cannot write', async () => {
    const { reads } = await open();
    await expect(sql`select * from missing`.execute(reads)).rejects.toThrow('no such table');
    const write = sql`insert into things (name) values ('a')`.execute(reads);
    expect(await problem(write)).toBe('read-only');
    await expect(reads.transaction().execute(async () => {})).rejects.toThrow('only reads');
  });

  it('refuses to be used inside of a transaction, whose writes it would miss', async () => {
    const { reads, transaction } = await open();
    const inside = transaction(() => sql`select 1`.execute(reads));
    await expect(inside).rejects.toThrow('Inside of a transaction');
  });

  it('says that a thread has died, and reads on in another', async () => {
    const marker = join(folder, 'dies');
    await writeFile(marker, '');
    const dying = `import fs from 'node:fs';
      import { parentPort } from 'node:worker_threads';
      if (fs.existsSync(${JSON.stringify(marker)})) {
        parentPort.once('message', () => process.exit(1));
      } else {
        await import(${JSON.stringify(readWorkerFile.href)});
      }`;
    await writeFile(join(folder, 'dying.mjs'), dying);
    const { reads } = await open(pathToFileURL(join(folder, 'dying.mjs')));
    const read = () => problem(sql`select * from things`.execute(reads));
    expect(await Promise.all([read(), read()])).toEqual(['unavailable', 'unavailable']);
    await rm(marker);
    expect(await Promise.all([read(), read(), read()])).toEqual(['none', 'none', 'none']);
  });

  it('is closed before a process with nothing else to do ends', async () => {
    const { queries } = await open();
    await sql`select 1`.execute(queries);
    const script = `
      const { openSqlite } = await import(process.argv[1]);
      const { sql } = await import('kysely');
      const options = { file: process.argv[2], readWorkerFile: new URL(process.argv[3]) };
      for (let turns = 0; turns < 30; turns++) {
        const database = openSqlite(options);
        const read = () => sql\`select * from things\`.execute(database.reads);
        await read();
        const goOn = () => read().then(goOn, () => undefined);
        void goOn();
        for (let turn = 0; turn < turns; turn++) {
          await new Promise(resolve => setImmediate(resolve));
        }
        await database.close();
      }
      console.log('closed');`;
    const sources = new URL('sqlite.ts', import.meta.url).href;
    const argv = ['--input-type=module', '-e', script, sources, join(folder, 'a.db')];
    const { stdout } = await promisify(execFile)(process.execPath, [...argv, readWorkerFile.href]);
    expect(stdout).toBe('closed\n');
  });

  it('gives up what is being read, and what waits, when the database is closed', async () => {
    const { reads } = await open();
    const asked = [1, 2, 3].map(() => problem(counting(3_000_000).execute(reads)));
    await sql`select 1`.execute(database.queries);
    await database.close();
    expect(await Promise.all(asked)).toEqual(['unavailable', 'unavailable', 'unavailable']);
  });
});
