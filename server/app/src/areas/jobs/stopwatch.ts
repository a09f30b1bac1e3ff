import type { Clock } from '../../identity.ts';
import type { Ticker } from '../../ticker.ts';

export interface StopwatchOptions {
  clock: Clock;
  ticker: Pick<Ticker, 'monotonic'>;
}

export type Stopwatch = ReturnType<typeof createStopwatch>;

/** How long things have gone on, though somebody sets the clock meanwhile. */
export function createStopwatch({ clock, ticker }: StopwatchOptions) {
  const begun = new Map<string, { at: number; before: number }>();
  return {
    /**
     * @param startedAt by the clock: of what a server before this one has begun only that tells for how
     * long it had gone on
     */
    begin(id: string, startedAt: number): void {
      if (!begun.has(id)) {
        begun.set(id, { at: ticker.monotonic(), before: Math.max(0, clock() - startedAt) });
      }
    },
    /** Milliseconds; null of what has not begun. */
    read(id: string): number | null {
      const found = begun.get(id);
      return found ? Math.round(found.before + ticker.monotonic() - found.at) : null;
    },
    forget: (id: string): unknown => begun.delete(id)
  };
}
