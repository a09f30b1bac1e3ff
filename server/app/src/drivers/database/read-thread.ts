import { Worker } from 'node:worker_threads';
import { DatabaseProblem } from './problems.ts';
import type { ReadReply, ReadTask } from './read-worker.ts';

type Row = Record<string, unknown>;

/** A thread that reads a SQLite file; it is asked one thing at a time. */
export interface ReadThread {
  read(task: ReadTask): Promise<Row[]>;
  /** Ends it at once, whatever it is doing. */
  close(): Promise<void>;
}

/** @param onGone is told that the thread has ended by itself and answers no more */
export function startReadThread(workerFile: URL, file: string, onGone: () => void): ReadThread {
  const worker = new Worker(workerFile, { workerData: file, execArgv: [] });
  // A thread that nobody waits for keeps no process alive.
  worker.unref();
  let asked: PromiseWithResolvers<Row[]> | undefined;
  let failure: Error | undefined;
  let closing = false;

  const settle = (): PromiseWithResolvers<Row[]> | undefined => {
    const settled = asked;
    asked = undefined;
    if (!closing) {
      worker.unref();
    }
    return settled;
  };
  worker.on('message', (reply: ReadReply) => {
    if ('error' in reply) {
      settle()?.reject(Object.assign(new Error(reply.error.message), reply.error));
    } else {
      settle()?.resolve(toRows(reply));
    }
  });
  worker.on('error', error => (failure = error));
  worker.on('exit', () => {
    const message = `A thread that reads the database has ended: ${failure?.message ?? 'closed'}.`;
    settle()?.reject(new DatabaseProblem('unavailable', message, { cause: failure }));
    onGone();
  });
  return {
    read(task) {
      worker.postMessage(task);
      worker.ref();
      asked = Promise.withResolvers();
      return asked.promise;
    },
    async close() {
      // An answer that comes still must not let the process end before the thread has.
      closing = true;
      worker.ref();
      await worker.terminate();
    }
  };
}

function toRows({ columns, rows }: Extract<ReadReply, { rows: unknown }>): Row[] {
  return rows.map(values => {
    const row: Row = {};
    for (let index = 0; index < columns.length; index++) {
      row[columns[index]!] = values[index];
    }
    return row;
  });
}
