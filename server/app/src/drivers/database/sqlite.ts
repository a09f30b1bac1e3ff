import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { createTransactionGuard } from './guard.ts';
import { migrateToLatest } from './migrate.ts';
import { createSqliteDialect } from './sqlite-driver.ts';

export interface SqliteOptions {
  /** Path of the file; it is made if it is missing. */
  file: string;
}

/**
 * SQLite in one file, for one server: write-ahead log, and a commit is on the disk before it is
 * reported.
 */
export function openSqlite({ file }: SqliteOptions): Database {
  const connection = new DatabaseSync(file, { timeout: 5_000, enableForeignKeyConstraints: true });
  try {
    connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    connection.exec('PRAGMA cache_size = -16384; PRAGMA journal_size_limit = 67108864;');
  } catch (error) {
    connection.close();
    throw error;
  }
  // The built-in one knows ASCII only.
  connection.function('lower', { deterministic: true }, text =>
    typeof text === 'string' ? text.toLowerCase() : text
  );
  const whole = new Kysely<unknown>({ dialect: createSqliteDialect(connection) });
  const guard = createTransactionGuard();
  return {
    kind: 'sqlite',
    queries: whole.withPlugin(guard.plugin),
    transaction: work => guard.enter(() => whole.transaction().execute(work)),
    migrate: () => migrateToLatest(whole, 'sqlite'),
    async check() {
      const rows = connection.prepare('PRAGMA quick_check').all() as { quick_check: string }[];
      return rows.map(row => row.quick_check).filter(finding => finding !== 'ok');
    },
    async close() {
      await whole.destroy();
      // Kysely closes only what it has used.
      if (connection.isOpen) {
        connection.close();
      }
    }
  };
}
