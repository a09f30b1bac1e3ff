import type { Clock } from '../identity.ts';
import type { Ticker } from '../ticker.ts';

/** Time that passes when a test says so. */
export interface TestTime {
  clock: Clock;
  ticker: Ticker;
  /** So many milliseconds pass as usual; resolves when all that was due in them is done. */
  pass(milliseconds: number): Promise<void>;
  /** Somebody sets the clock, forward or backward. */
  setClock(by: number): void;
  /** So many milliseconds pass in which nothing runs: the machine sleeps, or is held. */
  sleep(milliseconds: number): Promise<void>;
}

interface Work {
  every: number;
  due: number;
  run(): Promise<void>;
}

export function buildTime(): TestTime {
  let wall = 1_700_000_000_000;
  let passed = 0;
  const works = new Set<Work>();

  async function advance(milliseconds: number): Promise<void> {
    wall += milliseconds;
    passed += milliseconds;
    for (const work of works) {
      if (work.due <= passed) {
        work.due = passed + work.every;
        await work.run();
      }
    }
  }

  return {
    clock: () => wall,
    ticker: {
      monotonic: () => passed,
      every(every, run) {
        const work = { every, due: passed + every, run };
        works.add(work);
        return async () => void works.delete(work);
      }
    },
    async pass(milliseconds) {
      for (let left = milliseconds; left > 0; left -= 1_000) {
        await advance(Math.min(left, 1_000));
      }
    },
    setClock: by => void (wall += by),
    sleep: advance
  };
}
