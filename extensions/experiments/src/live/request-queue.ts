/** Runs tasks in the order of asking, no more than `width` at once. */
export interface RequestQueue {
  add<T>(task: () => Promise<T>): Promise<T>;
}

/** A queue that keeps many live charts from flooding the server. */
export function createRequestQueue(width: number): RequestQueue {
  const waiting: (() => void)[] = [];
  let running = 0;
  const next = () => {
    running -= 1;
    waiting.shift()?.();
  };
  return {
    async add(task) {
      if (running >= width) {
        await new Promise<void>(resolve => waiting.push(resolve));
      }
      running += 1;
      try {
        return await task();
      } finally {
        next();
      }
    }
  };
}
