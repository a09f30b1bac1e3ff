import { PolledModel } from '../models/polled-model.ts';

/** What is logged on this machine and has not come to the server, as Jupyter's side counts it. */
export interface Waiting {
  /** Logged entries: points, params, output, artifacts. */
  unsynced: number;
  runs: { run: string; entries: number }[];
}

export interface UnsyncedModelOptions {
  fetch(): Promise<Waiting>;
  /** Milliseconds from one answer to the next question. */
  interval?: number;
}

const NOTHING: Waiting = { unsynced: 0, runs: [] };

/**
 * Follows what waits. While runs log there is always something on its way: only what two answers in
 * a row have told of counts.
 */
export function createUnsyncedModel({
  fetch,
  interval = 3_000
}: UnsyncedModelOptions): PolledModel<Waiting> {
  let waited = false;
  return new PolledModel<Waiting>({
    name: '@atelier-ml/shell:unsynced',
    interval,
    longestInterval: 10 * interval,
    fetch: async () => {
      const waiting = await fetch();
      const shown = waited ? waiting : NOTHING;
      waited = waiting.unsynced > 0;
      return shown;
    }
  });
}
