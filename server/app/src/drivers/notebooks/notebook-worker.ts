import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { pageOf } from './notebook-page.ts';
import { readNotebook } from './notebook-file.ts';

export interface NotebookTask {
  file: string;
  title: string;
}

export type NotebookReply = { page: string } | { problem: string };

const { file, title } = workerData as NotebookTask;
const notebook = readNotebook(await readFile(file, 'utf8'));
parentPort?.postMessage(
  (typeof notebook === 'string'
    ? { problem: notebook }
    : { page: pageOf(notebook, title) }) satisfies NotebookReply
);
