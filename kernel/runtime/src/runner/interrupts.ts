import path from 'node:path';
import { Worker } from 'node:worker_threads';

import { Slot } from './shared-state.ts';
import type { SharedState } from './shared-state.ts';

/** Steps of an interrupt, numbered; one may come twice. */
export interface WatchdogMessage {
  type: 'interrupt' | 'give-up';
  step: number;
  /** The job that is meant. */
  job: number;
}

const HEAL = Symbol('heal');
export const isHealing = (error: unknown) => error === HEAL;

export interface InterruptHandlers {
  onInterrupt(job: number): void;
  /** The interrupted code had its time to end by itself. */
  onGiveUp(job: number): void;
  /** What user code was doing was cut off; sessions and the like are to be made anew. */
  onCut(): void;
}

/**
 * A termination can leave Node's timers and its stack of async ids half way. A timer of a duration that no other timer has makes
 * the timers go on, so some unusual ones are set; an error that reaches the top empties the stack.
 */
function heal(): void {
  for (const duration of [1, 17, 29, 43]) setTimeout(() => undefined, duration);
  setImmediate(() => {
    throw HEAL;
  });
}

/** Starts the watchdog thread and listens to it. */
export function watchInterrupts(state: SharedState, handlers: InterruptHandlers): void {
  const watchdog = new Worker(path.join(import.meta.dirname, 'watchdog.cjs'), {
    workerData: state.memory,
    execArgv: []
  });
  watchdog.unref();
  watchdog.on('message', (message: WatchdogMessage) => {
    const { slots } = state;
    if (Atomics.exchange(slots, Slot.cut, 0)) {
      heal();
      handlers.onCut();
    }
    if (Atomics.load(slots, Slot.step) >= message.step) return;
    Atomics.store(slots, Slot.step, message.step);
    if (message.type === 'interrupt') handlers.onInterrupt(message.job);
    else handlers.onGiveUp(message.job);
  });
  // The watchdog sends this to the whole group, for the children of user code.
  process.on('SIGINT', () => undefined);
}
