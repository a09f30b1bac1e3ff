import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { openPostgresql, openSqlite } from '../drivers/database/index.ts';
import type { Database, DatabaseKind } from '../drivers/database/index.ts';
import { startTestServer } from './server.ts';
import type { TestServer, TestServerOptions } from './server.ts';

const ADMIN =
  process.env.ATELIER_TEST_POSTGRESQL ?? 'postgresql://postgres@127.0.0.1:5432/postgres';

/** What a suite gets that runs on every kind of database. */
export interface DatabaseCase {
  kind: DatabaseKind;
  /** A server on a fresh database; stopped after the test. */
  startServer(options?: Omit<TestServerOptions, 'database'>): Promise<TestServer>;
  /** A fresh, migrated database without a server; closed after the test. */
  openDatabase(): Promise<Database>;
}

/** Runs the same tests on SQLite and on PostgreSQL. */
export function describeOnEachDatabase(name: string, suite: (on: DatabaseCase) => void): void {
  describe.each<DatabaseKind>(['sqlite', 'postgresql'])(`${name} on %s`, kind => {
    const cleanups: (() => Promise<void>)[] = [];
    let reachable = true;
    const template = newDatabaseName();
    if (kind === 'postgresql') {
      beforeAll(async () => {
        reachable = await probe();
        if (reachable) {
          await createTemplate(template);
        }
      });
      afterAll(() => (reachable ? dropDatabase(template) : undefined));
    }
    afterEach(async () => {
      for (const cleanup of cleanups.splice(0).reverse()) {
        await cleanup();
      }
    });
    const freshUrl = async (): Promise<string | undefined> => {
      if (kind === 'sqlite') {
        return undefined;
      }
      if (!reachable) {
        throw new Unreachable();
      }
      const database = newDatabaseName();
      await administer(`create database ${database} template ${template}`);
      cleanups.push(() => dropDatabase(database));
      return urlOf(database);
    };
    const on: DatabaseCase = {
      kind,
      async startServer(options = {}) {
        const server = await startTestServer({ ...options, database: await freshUrl() });
        cleanups.push(() => server.stop());
        return server;
      },
      async openDatabase() {
        const url = await freshUrl();
        const database = url ? await openPostgresql({ url }) : openSqlite({ file: ':memory:' });
        cleanups.push(() => database.close());
        await database.migrate();
        return database;
      }
    };
    skippingUnreachable(() => suite(on));
  });
}

function newDatabaseName(): string {
  return `atelier_test_${randomBytes(6).toString('hex')}`;
}

function urlOf(database: string): string {
  return Object.assign(new URL(ADMIN), { pathname: `/${database}` }).href;
}

/** Migrated once: copying it is ten times as fast as migrating anew for each test. */
async function createTemplate(name: string): Promise<void> {
  await administer(`create database ${name}`);
  const database = await openPostgresql({ url: urlOf(name) });
  await database.migrate();
  await database.close();
}

function dropDatabase(name: string): Promise<void> {
  return administer(`drop database ${name} with (force)`);
}

class Unreachable extends Error {}

/** Tests declared by the suite pass over in silence only what the warning has already told. */
function skippingUnreachable(declare: () => void): void {
  const original = globalThis.test;
  const wrapped = Object.assign(
    (name: string, run: () => Promise<void>, timeout?: number) =>
      original(
        name,
        async () => {
          try {
            await run();
          } catch (error) {
            if (!(error instanceof Unreachable)) {
              throw error;
            }
          }
        },
        timeout
      ),
    original
  );
  globalThis.test = wrapped as unknown as typeof test;
  globalThis.it = globalThis.test;
  try {
    declare();
  } finally {
    globalThis.test = original;
    globalThis.it = original;
  }
}

async function probe(): Promise<boolean> {
  try {
    await administer('select 1');
    return true;
  } catch (error) {
    if (process.env.CI === 'true') {
      throw error;
    }
    console.warn(
      `PostgreSQL cannot be reached at ${new URL(ADMIN).host}: ITS TESTS ARE PASSED OVER. ` +
        'Set ATELIER_TEST_POSTGRESQL to run them.'
    );
    return false;
  }
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: ADMIN, connectionTimeoutMillis: 3_000 });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
