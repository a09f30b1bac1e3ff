import { availableParallelism } from 'node:os';
import { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { createTransactionGuard } from './guard.ts';
import { migrateToLatest } from './migrate.ts';
import { createReadDialect } from './read-pool.ts';
import { connectSqlite } from './sqlite-connection.ts';
import { createSqliteDialect } from './sqlite-driver.ts';

export interface SqliteOptions {
  /** Path of the file; it is made if it is missing. */
  file: string;
  /** Module of the threads that read; without it, what only reads waits in line with the writer. */
  readWorkerFile?: URL;
}

/** More would only wait for the same processors and disk. */
const MOST_READERS = 4;

/**
 * SQLite in one file, for one server: write-ahead log, and a commit is on the disk before it is
 * reported.
 */
export function openSqlite({ file, readWorkerFile }: SqliteOptions): Database {
  const connection = connectSqlite(file, { readOnly: false });
  const whole = new Kysely<unknown>({ dialect: createSqliteDialect(connection) });
  const readers = readWorkerFile && openReaders(file, readWorkerFile);
  const guard = createTransactionGuard();
  const queries = whole.withPlugin(guard.plugin);
  return {
    kind: 'sqlite',
    queries,
    reads: readers?.withPlugin(guard.plugin) ?? queries,
    transaction: work => guard.enter(() => whole.transaction().execute(work)),
    migrate: () => migrateToLatest(whole, 'sqlite'),
    async check() {
      const rows = connection.prepare('PRAGMA quick_check').all() as { quick_check: string }[];
      return rows.map(row => row.quick_check).filter(finding => finding !== 'ok');
    },
    async close() {
      await readers?.destroy();
      await whole.destroy();
      // Kysely closes only what it has used.
      if (connection.isOpen) {
        connection.close();
      }
    }
  };
}

function openReaders(file: string, workerFile: URL): Kysely<unknown> {
  const size = Math.min(MOST_READERS, Math.max(2, availableParallelism() - 1));
  return new Kysely<unknown>({ dialect: createReadDialect({ file, workerFile, size }) });
}
