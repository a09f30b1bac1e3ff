import path from 'node:path';
import { Worker } from 'node:worker_threads';

import { Slot } from './shared-state.ts';
import type { SharedState } from './shared-state.ts';

type WatchdogMessage = { type: 'interrupt'; number: number } | { type: 'heal' };

const HEAL = Symbol('heal');
export const isHealing = (error: unknown) => error === HEAL;

export interface InterruptHandlers {
  onInterrupt(): void;
  /** What user code was doing was cut off; sessions and the like are to be made anew. */
  onCut(): void;
}

/** Starts the watchdog thread and listens to it. */
export function watchInterrupts(state: SharedState, handlers: InterruptHandlers): void {
  const watchdog = new Worker(path.join(import.meta.dirname, 'watchdog.cjs'), {
    workerData: state.memory,
    execArgv: []
  });
  watchdog.unref();
  watchdog.on('message', (message: WatchdogMessage) => {
    if (message.type === 'interrupt') {
      Atomics.store(state.slots, Slot.seenInterrupt, message.number);
      return handlers.onInterrupt();
    }
    // A termination can leave Node's timer list and its stack of async ids half way: a timer set now makes the list go on,
    // and an error that reaches the top empties the stack.
    setTimeout(() => undefined, 1);
    setImmediate(() => {
      throw HEAL;
    });
    handlers.onCut();
  });
  // The kernel process sends this to the whole group, for the children of user code.
  process.on('SIGINT', () => undefined);
}
