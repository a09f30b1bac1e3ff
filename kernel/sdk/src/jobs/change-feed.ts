import { setTimeout as sleep } from 'node:timers/promises';
import { AtelierError, errorOf } from '@atelier-ml/api';
import type { StudioEvent } from '@atelier-ml/api';
import type { Connection } from '../connection/index.ts';
import { backoff } from '../journal/index.ts';

/** Tells of changes in the studio; however many wait, over one stream. */
export interface ChangeFeed {
  /**
   * Comes round at first, and whenever something may have changed about one of the subjects. Outlasts
   * restarts of the server.
   *
   * @throws what `signal` gives as its reason; AtelierError when the server refuses to tell
   */
  watch(subjects: readonly string[], signal?: AbortSignal): AsyncGenerator<void>;
}

interface Watcher {
  subjects: readonly string[];
  /** Something may have changed since it last came round. */
  isDue: boolean;
  failure?: unknown;
  wake(): void;
}

interface Stream {
  end: AbortController;
  isOpen: boolean;
}

/** Failures in a row after which pauses grow no more. */
const MOST_FAILURES = 4;

/** Whether the server is away for now, be it in the middle of an answer. */
export function isAway(error: unknown): boolean {
  return error instanceof AtelierError
    ? error.status > 500
    : typeof (error as { code?: unknown } | null)?.code === 'string';
}

export function createChangeFeed(connection: Pick<Connection, 'send'>): ChangeFeed {
  const watchers = new Set<Watcher>();
  let stream: Stream | undefined;

  function tell(subject: string | undefined): void {
    for (const watcher of watchers) {
      if (subject === undefined || watcher.subjects.includes(subject)) {
        watcher.isDue = true;
        watcher.wake();
      }
    }
  }

  function fail(failure: unknown): void {
    stream = undefined;
    for (const watcher of watchers) {
      watcher.failure = failure;
      watcher.wake();
    }
  }

  async function read(own: Stream): Promise<void> {
    const { signal } = own.end;
    for (let failures = 0; !signal.aborted;) {
      try {
        const response = await connection.send('/api/events', { method: 'GET', signal });
        if (!response.ok) {
          throw await errorOf(response);
        }
        for await (const subject of subjectsOf(response.body!)) {
          failures = 0;
          own.isOpen = true;
          tell(subject);
        }
      } catch (error) {
        if (!signal.aborted && !isAway(error)) {
          fail(error);
          return;
        }
      }
      own.isOpen = false;
      failures = Math.min(failures + 1, MOST_FAILURES);
      await sleep(backoff(failures), undefined, { signal }).catch(() => undefined);
    }
  }

  function join(watcher: Watcher): void {
    watchers.add(watcher);
    if (!stream) {
      stream = { end: new AbortController(), isOpen: false };
      void read(stream);
    }
    watcher.isDue = stream.isOpen;
  }

  function leave(watcher: Watcher): void {
    watchers.delete(watcher);
    if (!watchers.size) {
      stream?.end.abort();
      stream = undefined;
    }
  }

  return {
    async *watch(subjects, signal) {
      const watcher: Watcher = { subjects, isDue: false, wake: () => {} };
      const wake = (): void => watcher.wake();
      signal?.addEventListener('abort', wake);
      join(watcher);
      try {
        for (;;) {
          while (!watcher.isDue || signal?.aborted) {
            signal?.throwIfAborted();
            if (watcher.failure !== undefined) {
              throw watcher.failure;
            }
            await new Promise<void>(resolve => {
              watcher.wake = resolve;
            });
          }
          watcher.isDue = false;
          yield;
        }
      } finally {
        signal?.removeEventListener('abort', wake);
        leave(watcher);
      }
    }
  };
}

/**
 * Whom the events of a stream are about; undefined for those after which everybody has to look: the
 * first one, a reset, and a sign of life.
 */
async function* subjectsOf(
  body: ReadableStream<Uint8Array>
): AsyncGenerator<string | undefined, void> {
  let rest = '';
  const texts = body.pipeThrough(new TextDecoderStream() as never) as ReadableStream<string>;
  for await (const text of texts as unknown as AsyncIterable<string>) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop()!;
    for (const block of blocks) {
      const data = /^data: (.+)$/m.exec(block)?.[1];
      yield data && (JSON.parse(data) as Partial<StudioEvent>).subjectId;
    }
  }
}
