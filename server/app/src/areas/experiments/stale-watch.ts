import type { Logger } from 'pino';
import type { Clock } from '../../identity.ts';
import type { Runs } from './runs.service.ts';
import { STALE_AFTER } from './staleness.ts';

const EVERY = 5_000;

/** Tells readers when a run falls silent, which nobody else would. @returns stops it */
export function watchStaleRuns(runs: Runs, clock: Clock, log: Logger): () => void {
  let told = clock() - STALE_AFTER;
  let busy = false;
  const timer = setInterval(() => {
    if (busy) {
      return;
    }
    busy = true;
    runs
      .tellStale(told)
      .then(until => {
        told = until;
      })
      .catch((err: unknown) => log.warn({ err }, 'cannot look for stale runs'))
      .finally(() => {
        busy = false;
      });
  }, EVERY);
  timer.unref();
  return () => clearInterval(timer);
}
