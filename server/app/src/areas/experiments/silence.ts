import { STALE_AFTER } from './staleness.ts';
import type { RunRow } from './tables.ts';

export type RunningRun = Pick<RunRow, 'id' | 'heard_at'>;

interface Wait {
  heardAt: number;
  /** Milliseconds of silence that it is still granted. */
  left: number;
}

/**
 * Waits for word of runs. Only silence that was listened to counts: not the time in which no server
 * ran, the machine slept or the clock was set, for writers could not be heard then.
 */
export function createSilence() {
  let waits = new Map<string, Wait>();
  return {
    /**
     * @param running all runs that are waited for
     * @param listened milliseconds since the last call in which they could have been heard
     * @returns those of which nothing was heard for too long
     */
    after(running: readonly RunningRun[], listened: number, now: number): RunningRun[] {
      const before = waits;
      waits = new Map();
      return running.filter(run => {
        const known = before.get(run.id);
        // A writer that may be quiet for long is heard ahead of the time.
        const left =
          known?.heardAt === run.heard_at
            ? known.left - listened
            : Math.max(run.heard_at - now, 0) + STALE_AFTER;
        waits.set(run.id, { heardAt: run.heard_at, left });
        return left < 0;
      });
    }
  };
}
