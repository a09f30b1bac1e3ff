import { SqliteAdapter } from 'kysely';
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely';
import { DatabaseProblem } from './problems.ts';
import { startReadThread } from './read-thread.ts';
import type { ReadThread } from './read-thread.ts';
import { sqliteDialect } from './sqlite-dialect.ts';

export interface ReadPoolOptions {
  file: string;
  /** Module of the threads: `read-worker`. */
  workerFile: URL;
  /** Threads at most; one is started when all others are busy. */
  size: number;
}

/**
 * Kysely on threads that only read a SQLite file, so that a long read holds up neither the writer
 * nor anything else of the process. What was committed before a query was asked, the query sees.
 */
export function createReadDialect(options: ReadPoolOptions): Dialect {
  return sqliteDialect(
    () => createDriver(options),
    () => new ReadAdapter()
  );
}

class ReadAdapter extends SqliteAdapter {
  /** Kysely would let one user after the other at it. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

interface ReadConnection extends DatabaseConnection {
  thread: ReadThread;
}

function createDriver({ file, size, workerFile }: ReadPoolOptions): Driver {
  const all = new Set<ReadConnection>();
  const idle: ReadConnection[] = [];
  const waiting: PromiseWithResolvers<ReadConnection>[] = [];
  let closed = false;

  function start(): ReadConnection {
    const thread = startReadThread(workerFile, file, () => {
      all.delete(connection);
      const at = idle.indexOf(connection);
      if (at >= 0) {
        idle.splice(at, 1);
      }
    });
    const connection: ReadConnection = {
      thread,
      async executeQuery<R>({ parameters, sql }: CompiledQuery): Promise<QueryResult<R>> {
        return { rows: (await thread.read({ sql, parameters })) as R[] };
      },
      streamQuery: () => refuse('stream')
    };
    all.add(connection);
    return connection;
  }

  return {
    init: async () => {},
    async acquireConnection() {
      // The one used last: its memory holds what is read most.
      const connection = idle.pop();
      if (connection ?? all.size < size) {
        return connection ?? start();
      }
      const place = Promise.withResolvers<ReadConnection>();
      waiting.push(place);
      return place.promise;
    },
    async releaseConnection(connection) {
      const used = connection as ReadConnection;
      const next = closed ? undefined : waiting.shift();
      if (next) {
        next.resolve(all.has(used) ? used : start());
      } else if (all.has(used)) {
        idle.push(used);
      }
    },
    beginTransaction: async () => refuse('begin a transaction'),
    commitTransaction: async () => refuse('commit'),
    rollbackTransaction: async () => refuse('roll back'),
    /** What is being read is given up, but ends no sooner than its next step. */
    async destroy() {
      closed = true;
      for (const { reject } of waiting.splice(0)) {
        reject(new DatabaseProblem('unavailable', 'The database is being closed.'));
      }
      await Promise.all([...all].map(({ thread }) => thread.close()));
    }
  };
}

function refuse(what: string): never {
  throw new Error(`What only reads the database cannot ${what}.`);
}
