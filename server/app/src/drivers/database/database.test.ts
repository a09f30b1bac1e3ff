import { sql } from 'kysely';
import { describeOnEachDatabase } from '../../testing/index.ts';
import { migrateToLatest } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { problemOf } from './problems.ts';

type Tables = { things: { id: string; size: number; parent: string | null } };

describeOnEachDatabase('a database', on => {
  async function open() {
    const database = await on.openDatabase();
    await sql`create table things (
      id text primary key, size bigint, parent text references things (id))`.execute(
      database.queries
    );
    return { database, things: database.queries.$extendTables<Tables>() };
  }

  it('keeps all of a transaction or nothing', async () => {
    const { database, things } = await open();
    const failing = database.transaction(async queries => {
      const db = queries.$extendTables<Tables>();
      await db.insertInto('things').values({ id: 'a', size: 1, parent: null }).execute();
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await things.selectFrom('things').selectAll().execute()).toEqual([]);
  });

  it('refuses queries that would wait for their own transaction', async () => {
    const { database, things } = await open();
    const inside = database.transaction(() => things.selectFrom('things').selectAll().execute());
    await expect(inside).rejects.toThrow('Inside of a transaction');
    const nested = database.transaction(() => database.transaction(async () => {}));
    await expect(nested).rejects.toThrow('Inside of a transaction');
  });

  it('lets transactions that come at the same time follow each other', async () => {
    const { database, things } = await open();
    await things.insertInto('things').values({ id: 'n', size: 0, parent: null }).execute();
    await Promise.all(
      Array.from({ length: 20 }, () =>
        database.transaction(async queries => {
          const db = queries.$extendTables<Tables>();
          await db
            .updateTable('things')
            .set(set => ({ size: set('size', '+', 1) }))
            .execute();
        })
      )
    );
    expect(await things.selectFrom('things').select('size').execute()).toEqual([{ size: 20 }]);
  });

  it('gives large whole numbers back as numbers', async () => {
    const { things } = await open();
    const size = Number.MAX_SAFE_INTEGER;
    await things.insertInto('things').values({ id: 'n', size, parent: null }).execute();
    expect(await things.selectFrom('things').select('size').execute()).toEqual([{ size }]);
  });

  it('names what went wrong', async () => {
    const { things } = await open();
    const insert = (id: string, parent: string | null) =>
      things.insertInto('things').values({ id, size: 0, parent }).execute();
    await insert('a', null);
    expect(problemOf(await insert('a', null).catch((error: unknown) => error))).toBe('unique');
    expect(problemOf(await insert('b', 'z').catch((error: unknown) => error))).toBe('reference');
    expect(problemOf(new Error('other'))).toBeUndefined();
  });

  it('is migrated once, and refused by a program that is older than it', async () => {
    const { database } = await open();
    await database.migrate();
    const older = Object.fromEntries(Object.entries(migrations).slice(0, -1));
    await expect(migrateToLatest(database.queries, on.kind, older)).rejects.toMatchObject({
      kind: 'newer'
    });
    expect(await database.check()).toEqual([]);
  });
});
