import { parentPort, workerData } from 'node:worker_threads';
import { connectSqlite } from './sqlite-connection.ts';
import { createStatementCache, toSqlite } from './sqlite-statements.ts';

/** What a reading thread is asked. */
export interface ReadTask {
  sql: string;
  parameters: readonly unknown[];
}

/** What it answers: rows without the names of their columns, which are sent once. */
export type ReadReply =
  | { columns: string[]; rows: unknown[][] }
  | { error: { message: string; code?: string; errcode?: number } };

const statementOf = createStatementCache(connectSqlite(workerData as string, { readOnly: true }));

function answer({ parameters, sql }: ReadTask): ReadReply {
  try {
    const statement = statementOf(sql);
    statement.setReturnArrays(true);
    const rows = statement.all(...parameters.map(toSqlite)) as unknown as unknown[][];
    return { columns: statement.columns().map(column => column.name), rows };
  } catch (error) {
    // A copied error keeps no properties of its own.
    const { code, errcode, message } = error as Error & { code?: string; errcode?: number };
    return { error: { message, code, errcode } };
  }
}

parentPort!.on('message', (task: ReadTask) => parentPort!.postMessage(answer(task)));
