/** Runs a task whenever asked; what is asked for while it runs becomes one further run. */
export interface Refresher {
  /** Resolves when a run that began after this call has ended. */
  refresh(): Promise<void>;
}

/** @param task must not reject */
export function createRefresher(task: () => Promise<void>): Refresher {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    running = task().finally(() => {
      running = undefined;
    });
    return running;
  };
  return {
    refresh() {
      if (!running) {
        return start();
      }
      next ??= running.then(() => {
        next = undefined;
        return running ?? start();
      });
      return next;
    }
  };
}
