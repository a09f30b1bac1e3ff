import { setImmediate } from 'node:timers/promises';
import { LearnError } from './errors.ts';
import type { IterationReport, OnIteration } from './estimator.ts';

const LONGEST_TURN_MS = 15;

/** Throws `aborted` once the signal is. */
export function checkAborted(signal?: AbortSignal): void {
  if (signal?.aborted !== true) return;
  throw new LearnError(
    'aborted',
    'Training was aborted.',
    'Start it again if that was a mistake.',
    {},
    {
      cause: signal.reason
    }
  );
}

/** Lets timers and messages run when the last turn of the event loop was a while ago. */
export function createBreath(signal?: AbortSignal): () => Promise<void> {
  let turn = performance.now();
  return async () => {
    checkAborted(signal);
    if (performance.now() - turn < LONGEST_TURN_MS) return;
    await setImmediate();
    turn = performance.now();
    checkAborted(signal);
  };
}

export interface ProgressOptions {
  readonly onIteration?: OnIteration;
  readonly signal?: AbortSignal;
}

/** What a training loop awaits after each iteration; a report that nobody wants is not computed. */
export function createProgress({
  onIteration,
  signal
}: ProgressOptions): (report: () => IterationReport) => Promise<void> {
  const breathe = createBreath(signal);
  return async report => {
    if (onIteration) await onIteration(report());
    await breathe();
  };
}
