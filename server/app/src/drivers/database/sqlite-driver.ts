import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { CompiledQuery, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely';

const STATEMENTS_KEPT = 500;
/** Characters: inserts of many rows come in too many lengths to be worth their memory. */
const LONGEST_KEPT = 4_000;

/** Kysely on Node's own SQLite: one connection, which Kysely hands to one user at a time. */
export function createSqliteDialect(database: DatabaseSync): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => createDriver(database),
    createIntrospector: db => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler()
  };
}

function createDriver(database: DatabaseSync): Driver {
  const connection = createConnection(database);
  const run = async (sql: string): Promise<void> => {
    await connection.executeQuery(CompiledQuery.raw(sql));
  };
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    // The write lock is taken at once, so that no transaction fails half-way for want of it.
    beginTransaction: () => run('begin immediate'),
    commitTransaction: () => run('commit'),
    async rollbackTransaction() {
      // A full disk makes SQLite roll back by itself.
      if (database.isTransaction) {
        await run('rollback');
      }
    },
    releaseConnection: async () => {},
    destroy: async () => database.close()
  };
}

function createConnection(database: DatabaseSync): DatabaseConnection {
  const statementOf = createStatementCache(database);
  return {
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      const statement = statementOf(sql);
      const values = parameters.map(toSqlite);
      if (statement.columns().length) {
        return { rows: statement.all(...values) as R[] };
      }
      const { changes, lastInsertRowid } = statement.run(...values);
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
    },
    async *streamQuery<R>({ sql, parameters }: CompiledQuery) {
      // Not from the cache: a cached statement could be run again while this one is half read.
      for (const row of database.prepare(sql).iterate(...parameters.map(toSqlite))) {
        yield { rows: [row as R] };
      }
    }
  };
}

function createStatementCache(database: DatabaseSync): (sql: string) => StatementSync {
  const kept = new Map<string, StatementSync>();
  return sql => {
    if (sql.length > LONGEST_KEPT) {
      return database.prepare(sql);
    }
    const known = kept.get(sql);
    const statement = known ?? database.prepare(sql);
    if (known) {
      kept.delete(sql);
    } else if (kept.size >= STATEMENTS_KEPT) {
      kept.delete(kept.keys().next().value!);
    }
    kept.set(sql, statement);
    return statement;
  };
}

function toSqlite(value: unknown): SQLInputValue {
  if (typeof value === 'boolean') {
    return value ? 1 : 0;
  }
  return (value ?? null) as SQLInputValue;
}
