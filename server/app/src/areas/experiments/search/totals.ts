import type { RunSearch } from './run-search.ts';
import type { createRunCountStore } from './run-count.store.ts';

type Store = ReturnType<typeof createRunCountStore>;

interface Known {
  total: number;
  until: number;
}

export interface Total {
  total: number;
  /** Said of a total of which there are at least so many; ask again in a moment for all. */
  totalIsExact?: false;
}

const MOST_KEPT = 500;
/** A dear count is kept for so many times as long as it took, within these bounds. */
const PATIENCE = 100;
const SHORTEST = 2_000;
const LONGEST = 60_000;

/**
 * How many runs a search finds. A count that takes long is made after the page has been answered
 * and kept for a moment; `forget` drops all, after a change that must be seen at once.
 */
export function createTotals(store: Store, measure: () => number = () => performance.now()) {
  const known = new Map<string, Known>();
  const counting = new Set<string>();

  async function remember(search: RunSearch, fingerprint: string): Promise<void> {
    const before = measure();
    const total = await store.count(search);
    const now = measure();
    const keep = Math.min(Math.max((now - before) * PATIENCE, SHORTEST), LONGEST);
    if (known.size >= MOST_KEPT) {
      known.delete(known.keys().next().value!);
    }
    known.set(fingerprint, { total, until: now + keep });
  }

  return {
    /** `found`: runs that are known to fit. */
    async of(search: RunSearch, fingerprint: string, found: number): Promise<Total> {
      const kept = known.get(fingerprint);
      if (kept && kept.until > measure()) {
        return { total: Math.max(kept.total, found) };
      }
      const total = await store.countByIndexes(search);
      if (total !== undefined) {
        return { total };
      }
      if (!counting.has(fingerprint)) {
        counting.add(fingerprint);
        setImmediate(() => {
          remember(search, fingerprint)
            // The next one who asks meets the error.
            .catch(() => undefined)
            .finally(() => counting.delete(fingerprint));
        });
      }
      return { total: found, totalIsExact: false };
    },
    forget: () => known.clear()
  };
}
