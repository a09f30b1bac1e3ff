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

/** Welford's algorithm, as PostgreSQL has built in. https://doi.org/10.2307/1266577 */
const sampleDeviation = {
  /** Count, mean and sum of squares about it. */
  start: () => new Float64Array(3),
  step(state: Float64Array, value: unknown): Float64Array {
    if (typeof value === 'number') {
      const difference = value - state[1]!;
      state[0]! += 1;
      state[1]! += difference / state[0]!;
      state[2]! += difference * (value - state[1]!);
    }
    return state;
  },
  result: (state: Float64Array): number | null =>
    state[0]! < 2 ? null : Math.sqrt(state[2]! / (state[0]! - 1))
};

/**
 * SQLite in one file, for one server: write-ahead log, and a commit is on the disk before it is
 * reported.
 */
export function openSqlite({ file }: SqliteOptions): Database {
  const connection = new DatabaseSync(file, { timeout: 5_000, enableForeignKeyConstraints: true });
  try {
    connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    connection.exec('PRAGMA cache_size = -16384; PRAGMA journal_size_limit = 67108864;');
    // Looking up a row in a large file takes half as long.
    connection.exec('PRAGMA mmap_size = 1073741824;');
  } catch (error) {
    connection.close();
    throw error;
  }
  // The built-in one knows ASCII only.
  connection.function('lower', { deterministic: true }, text =>
    typeof text === 'string' ? text.toLowerCase() : text
  );
  connection.aggregate('stddev_samp', sampleDeviation);
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
