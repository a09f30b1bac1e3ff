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
   * @param onAway called each time waiting for a server that is away begins
   * @throws what `signal` gives as its reason; AtelierError when the server refuses to tell
   */
  watch(
    subjects: readonly string[],
    signal?: AbortSignal,
    onAway?: () => void
  ): AsyncGenerator<void>;
}

interface Watcher {
  subjects: readonly string[];
  /** Something may have changed since it last came round. */
  isDue: boolean;
  failure?: unknown;
  wake(): void;
  onAway?(): void;
}

interface Stream {
  end: AbortController;
  isOpen: boolean;
  /** Until it is open again. */
  isAway: boolean;
}

/** Failures in a row after which pauses grow no more. */
const MOST_FAILURES = 4;

/** What passes: the server is started anew, its machine or the network is gone for a while. */
const PASSING: readonly unknown[] = [
  ...['server-unreachable', 'shutting-down', 'store-unavailable'],
  ...['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EAGAIN'],
  ...['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'EAI_AGAIN'],
  'ERR_STREAM_PREMATURE_CLOSE'
];

/** Whether the server is away for now, be it in the middle of an answer. */
export function isAway(error: unknown): boolean {
  const { cause, code } = (error ?? {}) as { cause?: unknown; code?: unknown };
  return error instanceof AtelierError && cause !== undefined
    ? isAway(cause)
    : PASSING.includes(code);
}

const refusal = (cause: unknown): AtelierError =>
  cause instanceof AtelierError
    ? cause
    : new AtelierError(
        'server-unreachable',
        `The Atelier server cannot be reached: ${cause instanceof Error ? cause.message : String(cause)}`,
        { remedy: 'Check its address and its certificate.', cause }
      );

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

  function tellAway(own: Stream): void {
    if (!own.isAway) {
      own.isAway = true;
      watchers.forEach(watcher => watcher.onAway?.());
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
          own.isAway = false;
          tell(subject);
        }
      } catch (error) {
        if (!signal.aborted && !isAway(error)) {
          fail(refusal(error));
          return;
        }
        tellAway(own);
      }
      own.isOpen = false;
      failures = Math.min(failures + 1, MOST_FAILURES);
      await sleep(backoff(failures), undefined, { signal }).catch(() => undefined);
    }
  }

  function join(watcher: Watcher): void {
    watchers.add(watcher);
    if (!stream) {
      stream = { end: new AbortController(), isOpen: false, isAway: false };
      void read(stream);
    }
    watcher.isDue = stream.isOpen;
    if (stream.isAway) {
      watcher.onAway?.();
    }
  }

  function leave(watcher: Watcher): void {
    watchers.delete(watcher);
    if (!watchers.size) {
      stream?.end.abort();
      stream = undefined;
    }
  }

  return {
    async *watch(subjects, signal, onAway) {
      const watcher: Watcher = { subjects, isDue: false, wake: () => {}, onAway };
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
