import { DatabaseSync } from 'node:sqlite';

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

/** A connection that writes, each commit on the disk before it is reported, or one that only reads. */
export function connectSqlite(file: string, { readOnly }: { readOnly: boolean }): DatabaseSync {
  const connection = new DatabaseSync(file, {
    readOnly,
    timeout: 5_000,
    enableForeignKeyConstraints: true
  });
  try {
    if (!readOnly) {
      connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
      connection.exec('PRAGMA journal_size_limit = 67108864;');
    }
    connection.exec('PRAGMA cache_size = -16384;');
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
  return connection;
}
