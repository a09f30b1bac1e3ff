import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { inRepository } from './places.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const ADDRESS =
  process.env.ATELIER_TEST_POSTGRESQL ?? 'postgresql://postgres@127.0.0.1:5432/postgres';
const made = new Set();
let last = 0;

// what runs in an exit handler cannot wait for an answer; a program of its own can
process.on('exit', () => {
  for (const name of made) {
    spawnSync(process.execPath, [
      inRepository('bench/programs/drop-database.mjs'),
      ADDRESS,
      ...[name]
    ]);
  }
});

/** Runs statements on one connection. @returns what `work` resolves to */
export async function onPostgresql(address, work) {
  const client = new pg.Client({ connectionString: address, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Whether throw-away databases can be made on a PostgreSQL server. */
export const hasPostgresql = () =>
  onPostgresql(ADDRESS, client => client.query('select 1')).then(
    () => true,
    () => false
  );

async function openPostgresqlStore(folder) {
  const name = `atelier_bench_${process.pid}_${++last}`;
  await onPostgresql(ADDRESS, client => client.query(`create database ${name}`));
  made.add(name);
  const url = new URL(ADDRESS);
  url.pathname = `/${name}`;
  return {
    kind: 'postgresql',
    folder: folder.path,
    url: url.href,
    /** Bytes that the database takes once what was deleted has been given back. */
    size: () =>
      onPostgresql(url.href, async client => {
        await client.query('vacuum');
        const { rows } = await client.query('select pg_database_size(current_database()) as size');
        return Number(rows[0].size);
      }),
    async remove() {
      folder.remove();
      await onPostgresql(ADDRESS, client =>
        client.query(`drop database if exists ${name} with (force)`)
      );
      made.delete(name);
    }
  };
}

function openSqliteStore(folder, file) {
  return {
    kind: 'sqlite',
    folder: folder.path,
    file: path.join(folder.path, file),
    /** Bytes of the pages in use. */
    async size() {
      const database = new DatabaseSync(this.file, { readOnly: true });
      try {
        const { size } = database
          .prepare(
            `select (page_count - freelist_count) * page_size as size
             from pragma_page_count, pragma_freelist_count, pragma_page_size`
          )
          .get();
        return size;
      } finally {
        database.close();
      }
    },
    remove: async () => folder.remove()
  };
}

/**
 * A place for a server of its own: a folder, and in it an SQLite file of this name or beside it an
 * empty database of PostgreSQL. Both go with `remove()`, or with this process at the latest.
 */
export async function openStore(kind, file) {
  const folder = temporaryFolder('tracking');
  return kind === 'postgresql' ? openPostgresqlStore(folder) : openSqliteStore(folder, file);
}
