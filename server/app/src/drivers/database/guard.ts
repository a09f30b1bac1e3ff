import { AsyncLocalStorage } from 'node:async_hooks';
import type { KyselyPlugin } from 'kysely';

/** Turns a query that would wait for its own transaction for ever into an error. */
export interface TransactionGuard {
  /** For the queries outside of transactions. */
  plugin: KyselyPlugin;
  enter<T>(work: () => Promise<T>): Promise<T>;
}

export function createTransactionGuard(): TransactionGuard {
  const inside = new AsyncLocalStorage<true>();
  const refuseInside = (): void => {
    if (inside.getStore()) {
      throw new Error('Inside of a transaction only the queries that it was given may be used.');
    }
  };
  return {
    plugin: {
      transformQuery: ({ node }) => {
        refuseInside();
        return node;
      },
      transformResult: async ({ result }) => result
    },
    enter(work) {
      refuseInside();
      return inside.run(true, work);
    }
  };
}
