import type { Logger } from 'pino';
import type { Clock } from '../../identity.ts';
import type { Ticker } from '../../ticker.ts';
import type { Runs } from './runs.service.ts';
import { createSilence } from './silence.ts';

const EVERY = 5_000;
/** What passes between two looks beyond this was no time in which the server could listen. */
const LONGEST_LISTENED = 2 * EVERY;

export interface StaleWatchOptions {
  runs: Pick<Runs, 'running' | 'markSilent'>;
  /** Rejects when signs of life that have come cannot be stored. */
  settle(): Promise<void>;
  clock: Clock;
  ticker: Ticker;
  log: Logger;
}

/** Marks runs that fall silent and tells readers, which nobody else would. @returns stops it */
export function watchStaleRuns({ clock, log, runs, settle, ticker }: StaleWatchOptions) {
  const silence = createSilence();
  let looked = ticker.monotonic();
  return ticker.every(EVERY, async () => {
    try {
      await settle();
      const running = await runs.running();
      const now = ticker.monotonic();
      const silent = silence.after(running, Math.min(now - looked, LONGEST_LISTENED), clock());
      looked = now;
      await runs.markSilent(silent);
    } catch (err) {
      looked = ticker.monotonic();
      log.warn({ err }, 'cannot look for stale runs');
    }
  });
}
