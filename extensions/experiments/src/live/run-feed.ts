import type { Client } from '@atelier-ml/api';
import type { IEventStream } from '@atelier-ml/shell';
import type { IDisposable } from '@lumino/disposable';
import { DEFAULT_RESOLUTION, LiveRun } from './live-run.ts';
import { createRequestQueue } from './request-queue.ts';

/** A hold on a live run; the last one that lets go ends it. */
export interface RunHandle extends IDisposable {
  readonly run: LiveRun;
}

/** The live runs of the window: who looks at the same run shares its requests and its points. */
export interface RunFeed {
  /** @param resolution points of a metric that are fetched at once */
  open(workspace: string, run: string, resolution?: number): RunHandle;
}

export interface RunFeedOptions {
  readonly api: Client;
  readonly events: IEventStream;
}

/** Requests for points at once, over all runs that are looked at. */
const WIDTH = 4;

export function createRunFeed({ api, events }: RunFeedOptions): RunFeed {
  const queue = createRequestQueue(WIDTH);
  const open = new Map<string, { run: LiveRun; holders: number }>();
  return {
    open(workspace, id, resolution = DEFAULT_RESOLUTION) {
      const key = `${workspace}\n${id}\n${resolution}`;
      const entry = open.get(key) ?? {
        run: new LiveRun({ api, events, queue, workspace, run: id, resolution }),
        holders: 0
      };
      open.set(key, entry);
      entry.holders += 1;
      let held = true;
      return {
        run: entry.run,
        get isDisposed() {
          return !held;
        },
        dispose() {
          if (held) {
            held = false;
            entry.holders -= 1;
            if (entry.holders === 0) {
              open.delete(key);
              entry.run.dispose();
            }
          }
        }
      };
    }
  };
}
