/**
 * Runs a task at most once at a time: calls during a run end in one further run. Between the
 * starts of two runs lie at least `interval` milliseconds, so that a flood of events becomes a
 * steady trickle of requests.
 */
export function coalesced(task: () => Promise<void>, interval: number): Coalesced {
  let running = false;
  let wanted = false;
  let startedAt = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  const start = async () => {
    timer = undefined;
    running = true;
    wanted = false;
    startedAt = performance.now();
    try {
      await task();
    } finally {
      running = false;
      if (wanted) {
        request();
      }
    }
  };
  const request = () => {
    wanted = true;
    if (!running && !ended && timer === undefined) {
      timer = setTimeout(() => void start(), Math.max(0, startedAt + interval - performance.now()));
    }
  };
  return {
    request,
    end: () => {
      ended = true;
      clearTimeout(timer);
    }
  };
}

export interface Coalesced {
  /** Asks for a run soon. */
  request(): void;
  end(): void;
}
