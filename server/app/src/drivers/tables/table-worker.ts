import { parentPort, workerData } from 'node:worker_threads';
import { ContentError } from './content-error.ts';
import { inspectTable } from './inspect.ts';
import { summariseTable } from './table-summary.ts';
import type { TableFormat, TableShape } from './tables.ts';

/** What the worker is asked: with a shape its statistics, without one its shape. */
export interface TableTask {
  file: string;
  format: TableFormat;
  shape?: TableShape;
}

/** What the worker answers. */
export type TableReply =
  { result: unknown } | { contentError: { message: string; remedy: string; line?: number } };

const task = workerData as TableTask;

async function answer(): Promise<TableReply> {
  try {
    const result = task.shape
      ? await summariseTable(task.file, task.format, task.shape)
      : await inspectTable(task.file, task.format);
    return { result };
  } catch (error) {
    if (error instanceof ContentError) {
      const { message, remedy, line } = error;
      return { contentError: { message, remedy, line } };
    }
    throw error;
  }
}

parentPort?.postMessage(await answer());
