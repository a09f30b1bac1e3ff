import type { AtelierError } from '@atelier-ml/api';
import type { KernelDoor } from '../magics/index.ts';

export interface WaitOptions {
  /** Ends the waiting, not the job. An interrupt of the cell does so as well. */
  signal?: AbortSignal;
  /** Seconds after which the waiting is given up. */
  timeout?: number;
  /** Called each time waiting for a server that is away begins. */
  onAway?: () => void;
}

/** The signal that ends a piece of waiting; disposed of with the block that waits. */
export function endOfWaiting(
  { signal, timeout }: WaitOptions,
  kernel: KernelDoor | undefined,
  tooLong: (seconds: number) => AtelierError
): Disposable & { signal: AbortSignal } {
  const end = new AbortController();
  const timer =
    timeout === undefined
      ? undefined
      : setTimeout(() => end.abort(tooLong(timeout)), timeout * 1000);
  const signals = [end.signal, signal, kernel?.signal()].filter(each => each !== undefined);
  return {
    signal: AbortSignal.any(signals),
    [Symbol.dispose]: () => clearTimeout(timer)
  };
}
