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
}

/** Knows which job a piece of running code belongs to, also after an `await` or in a timer. */
export interface Jobs {
  /** The job of the calling code; the last one where that cannot be told. */
  current(): Job | undefined;
  run<T>(job: Job, body: () => T): T;
  /** Throws in code whose cell was interrupted; compiled into loops that await. */
  turn(): void;
}

export function createJobs(): Jobs {
  const storage = new AsyncLocalStorage<Job>();
  let last: Job | undefined;
  return {
    current: () => storage.getStore() ?? last,
    run(job, body) {
      last = job;
      return storage.run(job, body);
    },
    turn() {
      if (storage.getStore()?.abort.signal.aborted) throw new KeyboardInterrupt();
    }
  };
}

export function createJob(parent: number, allowStdin: boolean, cell?: CellReference): Job {
  return { parent, allowStdin, cell, abort: new AbortController() };
}
