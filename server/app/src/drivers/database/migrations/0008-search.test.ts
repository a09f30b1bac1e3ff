import { sql } from 'kysely';
import { describeOnEachDatabase } from '../../../testing/index.ts';
import { migrateToLatest } from '../migrate.ts';
import { migrations } from './index.ts';

describeOnEachDatabase('the migration for search', on => {
  it('numbers experiments in the order of their making and leads from values to runs', async () => {
    const database = await on.openDatabase();
    const { queries } = database;
    await (on.kind === 'postgresql'
      ? sql`drop schema public cascade`.execute(queries)
      : dropAll(queries));
    if (on.kind === 'postgresql') {
      await sql`create schema public`.execute(queries);
    }
    const before = Object.entries(migrations).filter(([name]) => name < '0008');
    await migrateToLatest(queries, on.kind, Object.fromEntries(before));
    for (const statement of OLD_ROWS) {
      await sql.raw(statement).execute(queries);
    }
    await database.migrate();
    const rows = async (text: string) => (await sql.raw(text).execute(queries)).rows;
    expect(await rows('select name, number from experiments order by number')).toEqual([
      { name: 'Default', number: 0 },
      { name: 'first', number: 1 },
      { name: 'second', number: 2 }
    ]);
    expect(await rows('select * from experiment_counters')).toEqual([
      { workspace_id: 'w', last_number: 2 }
    ]);
    expect(await rows('select experiment_id from run_params')).toEqual([{ experiment_id: 'a' }]);
    expect(await rows('select kind, key from experiment_keys')).toEqual([
      { kind: 'param', key: 'model' }
    ]);
  });
});

async function dropAll(queries: Parameters<typeof migrateToLatest>[0]): Promise<void> {
  await sql`pragma foreign_keys = off`.execute(queries);
  const { rows } = await sql<{ name: string }>`select name from sqlite_master
    where type = 'table' and name not like 'sqlite_%'`.execute(queries);
  for (const { name } of rows) {
    await sql`drop table ${sql.table(name)}`.execute(queries);
  }
  await sql`pragma foreign_keys = on`.execute(queries);
}

const OLD_ROWS = [
  "insert into workspaces values ('w', 'w', '', 0, 1, 1)",
  "insert into experiments values ('b', 'w', 'second', '', 20, 20)",
  "insert into experiments values ('a', 'w', 'first', '', 10, 10)",
  "insert into experiments values ('c', 'w', 'Default', '', 5, 5)",
  `insert into runs (id, workspace_id, experiment_id, name, status, environment, started_at,
    updated_at, heard_at, last_position) values ('r', 'w', 'a', 'r', 'finished', '{}', 1, 1, 1, 1)`,
  "insert into run_params values ('r', 'model', 'forest')"
];
