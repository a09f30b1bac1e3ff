import { AsyncLocalStorage } from 'node:async_hooks';

import type { CellReference } from '@atelier-ml/sdk';

import { KeyboardInterrupt } from './keyboard-interrupt.ts';

/** One request that runs user code: a cell or a message of a widget. */
export interface Job {
  /** Number of the request; outputs carry it. */
  parent: number;
  cell?: CellReference;
  allowStdin: boolean;
  abort: AbortController;
  /** What its cell waits for: each entry ends one `await` with an error. */
  waits: Set<(reason: Error) => void>;
}

/** Knows which job a piece of running code belongs to, also after an `await` or in a timer. */
export interface Jobs {
  /** The job of the calling code; the last one where that cannot be told. */
  current(): Job | undefined;
  run<T>(job: Job, body: () => T): T;
  interrupt(job: Job): void;
  /** Throws in code whose cell was interrupted; compiled into loops that await. */
  turn(): void;
  /**
   * Compiled into each `await` of a cell's top level, so that an interrupt ends it with an error in its place.
   */
  wait(value: unknown): unknown;
  /** The same for `for await`. */
  waitEach(values: AsyncIterable<unknown> | Iterable<unknown>): AsyncIterable<unknown>;
}

const canWait = (value: unknown) =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

export function createJobs(): Jobs {
  const storage = new AsyncLocalStorage<Job>();
  let last: Job | undefined;

  function wait(value: unknown): unknown {
    const job = storage.getStore();
    if (!job || !canWait(value)) return value;
    if (job.abort.signal.aborted) throw new KeyboardInterrupt();
    return new Promise((resolve, reject) => {
      job.waits.add(reject);
      const done = () => job.waits.delete(reject);
      Promise.resolve(value).then(
        result => {
          done();
          resolve(result);
        },
        (error: unknown) => {
          done();
          reject(error as Error);
        }
      );
    });
  }

  return {
    wait,
    async *waitEach(values) {
      const inner =
        Symbol.asyncIterator in values ? values[Symbol.asyncIterator]() : values[Symbol.iterator]();
      try {
        for (;;) {
          const next = (await wait(inner.next())) as IteratorResult<unknown>;
          if (next.done) return;
          yield await next.value;
        }
      } finally {
        await inner.return?.();
      }
    },
    current: () => storage.getStore() ?? last,
    run(job, body) {
      last = job;
      return storage.run(job, body);
    },
    interrupt(job) {
      const reason = new KeyboardInterrupt();
      job.abort.abort(reason);
      for (const end of job.waits) end(reason);
      job.waits.clear();
    },
    turn() {
      if (storage.getStore()?.abort.signal.aborted) throw new KeyboardInterrupt();
    }
  };
}

export function createJob(parent: number, allowStdin: boolean, cell?: CellReference): Job {
  return { parent, allowStdin, cell, abort: new AbortController(), waits: new Set() };
}
