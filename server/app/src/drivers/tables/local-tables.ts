import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AtelierError } from '@atelier-ml/api';
import type { TableStatistics } from '@atelier-ml/api';
import type { Inspection } from './inspect.ts';
import { readPage } from './preview.ts';
import type { TableReply, TableTask } from './table-worker.ts';
import type { Tables, TableSource } from './tables.ts';

export interface LocalTablesOptions {
  /** Where what was learnt about content is kept; it may be emptied at any time. */
  cacheFolder: string;
  /** The module that worker threads run. */
  workerFile: string | URL;
  /** Tables that are read through at the same time. */
  concurrency?: number;
}

const CACHE_VERSION = 1;
const INSPECTIONS_IN_MEMORY = 64;

/** Tables in files of this machine, read by worker threads of this process. */
export function createLocalTables(options: LocalTablesOptions): Tables {
  const { cacheFolder, workerFile, concurrency = 2 } = options;
  const inspections = new Map<string, Inspection>();
  const underWay = new Map<string, Promise<unknown>>();
  const workers = new Set<Worker>();
  const waiting: (() => void)[] = [];

  async function inWorker<T>(task: TableTask): Promise<T> {
    while (workers.size >= concurrency) {
      await new Promise<void>(resolve => waiting.push(resolve));
    }
    const worker = new Worker(workerFile, { workerData: task });
    workers.add(worker);
    try {
      const reply = await new Promise<TableReply>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.once('exit', () => reject(new Error('The table worker ended without an answer.')));
      });
      if ('contentError' in reply) {
        const { message, remedy } = reply.contentError;
        throw new AtelierError('invalid-content', message, { remedy });
      }
      return reply.result as T;
    } finally {
      workers.delete(worker);
      waiting.shift()?.();
      await worker.terminate();
    }
  }

  /** From the cache, else from the worker; the same question is asked once at a time. */
  async function learn<T>(source: TableSource, what: string, task: TableTask): Promise<T> {
    const key = `${source.sha256}.${source.format}.${what}`;
    const pending = underWay.get(key);
    if (pending) {
      return pending as Promise<T>;
    }
    const work = (async () => {
      const file = join(cacheFolder, `${key}.${CACHE_VERSION}.json`);
      const known = await readFile(file, 'utf8').then(parseOrNull, () => null);
      if (known !== null) {
        return known as T;
      }
      const result = await inWorker<T>(task);
      await keep(cacheFolder, file, result);
      return result;
    })();
    underWay.set(key, work);
    try {
      return await work;
    } finally {
      underWay.delete(key);
    }
  }

  async function inspect(source: TableSource): Promise<Inspection> {
    const key = `${source.sha256}.${source.format}`;
    const { file, format } = source;
    const inspection =
      inspections.get(key) ?? (await learn<Inspection>(source, 'shape', { file, format }));
    inspections.delete(key);
    inspections.set(key, inspection);
    if (inspections.size > INSPECTIONS_IN_MEMORY) {
      inspections.delete(inspections.keys().next().value as string);
    }
    return inspection;
  }

  return {
    async inspect(source) {
      const { columns, rowCount } = await inspect(source);
      return { columns, rowCount };
    },
    async preview(source, shape, page) {
      const { index } = await inspect(source);
      return readPage(source, shape, index, page);
    },
    statistics(source, shape) {
      const { file, format } = source;
      return learn<TableStatistics>(source, 'statistics', { file, format, shape });
    },
    async close() {
      await Promise.all([...workers].map(worker => worker.terminate()));
    }
  };
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A cache that cannot be written, say on a full disk, costs time but no answer. */
async function keep(folder: string, file: string, value: unknown): Promise<void> {
  const temporary = join(folder, `${randomUUID()}.tmp`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(temporary, JSON.stringify(value), { mode: 0o600 });
    await rename(temporary, file);
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
