import type { DatabaseSync } from 'node:sqlite';
import { CompiledQuery } from 'kysely';
import type { DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely';
import { sqliteDialect } from './sqlite-dialect.ts';
import { createStatementCache, toSqlite } from './sqlite-statements.ts';

/** Kysely on Node's own SQLite: one connection, which Kysely hands to one user at a time. */
export function createSqliteDialect(database: DatabaseSync): Dialect {
  return sqliteDialect(() => createDriver(database));
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
