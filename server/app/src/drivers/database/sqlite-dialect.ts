import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { Dialect, DialectAdapter, Driver } from 'kysely';

/** Kysely's SQL of SQLite, carried out by a driver of ours. */
export function sqliteDialect(
  createDriver: () => Driver,
  createAdapter: () => DialectAdapter = () => new SqliteAdapter()
): Dialect {
  return {
    createAdapter,
    createDriver,
    createIntrospector: db => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler()
  };
}
