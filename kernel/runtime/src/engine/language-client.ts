import { Worker } from 'node:worker_threads';

import type {
  CellFile,
  LanguageAnswers,
  LanguageRequest,
  LanguageSetup
} from './language-messages.ts';

/** The kernel process' side of the language service: it starts the thread when it is first needed. */
export interface LanguageClient {
  ask<T extends LanguageRequest['type']>(
    request: Extract<LanguageRequest, { type: T }>
  ): Promise<LanguageAnswers[T] | undefined>;
  /** Forgets all cells. */
  reset(): void;
  close(): Promise<void>;
}

export interface LanguageClientOptions {
  setup: LanguageSetup;
  /** File of the thread. */
  script: string;
  log(message: string): void;
}

/** Far below V8's choice: a third less memory for a fifth more time in checks that nobody waits for. */
const YOUNG_GENERATION_MB = 8;

export function createLanguageClient(options: LanguageClientOptions): LanguageClient {
  let worker: Worker | undefined;
  let count = 0;
  const waiting = new Map<number, (value: unknown) => void>();
  const settled: CellFile[] = [];

  function post(target: Worker, request: LanguageRequest): Promise<unknown> {
    const id = ++count;
    target.ref();
    target.postMessage({ ...request, id });
    return new Promise(resolve => waiting.set(id, resolve));
  }

  /** A thread that ended, say for lack of memory, answers nobody; the next question starts another. */
  function ended(target: Worker): void {
    if (worker !== target) return;
    worker = undefined;
    for (const resolve of waiting.values()) resolve(undefined);
    waiting.clear();
  }

  function start(): Worker {
    const started = new Worker(options.script, {
      workerData: options.setup,
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB }
    });
    worker = started;
    started.unref();
    started.on('message', ({ id, value }: { id: number; value: unknown }) => {
      waiting.get(id)?.(value);
      waiting.delete(id);
      if (!waiting.size) started.unref();
    });
    started.on('error', error => {
      options.log(`The language service ended: ${error.message}`);
      ended(started);
    });
    started.on('exit', () => ended(started));
    for (const cell of settled) void post(started, { type: 'settle', cell });
    return started;
  }

  async function stop(): Promise<void> {
    const stopped = worker;
    if (!stopped) return;
    ended(stopped);
    await stopped.terminate();
  }

  return {
    async ask(request) {
      const target = worker ?? start();
      const { type, cell } = request as Partial<Extract<LanguageRequest, { type: 'settle' }>>;
      if (type === 'settle' && cell) settled.push(cell);
      return (await post(target, request)) as undefined;
    },
    reset() {
      settled.length = 0;
      void stop();
    },
    close: stop
  };
}
