import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Database } from './database.ts';
import { createTransactionGuard } from './guard.ts';
import { migrateToLatest } from './migrate.ts';
import { DatabaseProblem, problemOf } from './problems.ts';

export interface PostgresqlOptions {
  /** `postgresql://user@host:port/database` */
  url: string;
  /** Told about connections that break while nobody uses them. */
  onLost?(error: Error): void;
}

/** Object id of PostgreSQL's `bigint`, whose values here never pass 2⁵³. */
const INT8 = 20;

/** PostgreSQL behind a pool of connections. */
export async function openPostgresql({ url, onLost }: PostgresqlOptions): Promise<Database> {
  const { Pool, types } = (await import('pg')).default;
  const pool = new Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 10_000,
    application_name: 'atelier',
    types: {
      getTypeParser: ((oid: number, format?: 'text') =>
        oid === INT8 ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser
    }
  });
  pool.on('error', error => onLost?.(error));
  const whole = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    await sql`select 1`.execute(whole);
  } catch (cause) {
    await whole.destroy();
    const { message } = cause as Error;
    throw new DatabaseProblem(problemOf(cause) ?? 'unavailable', message, { cause });
  }
  const guard = createTransactionGuard();
  const queries = whole.withPlugin(guard.plugin);
  return {
    kind: 'postgresql',
    queries,
    // Each query has a connection of the pool for itself.
    reads: queries,
    transaction: work => guard.enter(() => whole.transaction().execute(work)),
    migrate: () => migrateToLatest(whole, 'postgresql'),
    // PostgreSQL looks after its pages itself.
    check: async () => [],
    close: () => whole.destroy()
  };
}
