interface Waiting<T, R> {
  item: T;
  resolve(result: R): void;
  reject(error: unknown): void;
}

export type Outcome<R> = { result: R } | { error: unknown };

/**
 * Collects what arrives while a transaction is under way and hands it to the next one as a group:
 * one wait for the disk serves many callers. Nobody is answered before the group is durable.
 *
 * `store` answers an outcome for each item, in order; if it rejects, all items have failed.
 */
export function createGroupCommit<T, R>(
  store: (items: T[]) => Promise<Outcome<R>[]>,
  largest: number
): (item: T) => Promise<R> {
  const waiting: Waiting<T, R>[] = [];
  let running = false;

  async function drain(): Promise<void> {
    while (waiting.length) {
      const group = waiting.splice(0, largest);
      try {
        const outcomes = await store(group.map(({ item }) => item));
        group.forEach(({ reject, resolve }, index) => {
          const outcome = outcomes[index]!;
          if ('error' in outcome) {
            reject(outcome.error);
          } else {
            resolve(outcome.result);
          }
        });
      } catch (error) {
        group.forEach(({ reject }) => reject(error));
      }
    }
    running = false;
  }

  return item =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!running) {
        running = true;
        // Those whose requests arrive in the same turn of the event loop come along.
        setImmediate(() => void drain());
      }
    });
}
