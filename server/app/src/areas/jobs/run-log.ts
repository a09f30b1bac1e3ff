import type { JournalEntry } from '@atelier-ml/api';
import type { OutputChunk } from '../../drivers/compute/index.ts';
import type { Clock } from '../../identity.ts';
import { createLineSplitter } from './line-splitter.ts';
import type { RunRecord } from './run-record.ts';
import { sourceOf } from './run-record.ts';

const STREAMS = ['stdout', 'stderr'] as const;
type Stream = (typeof STREAMS)[number];
/** Lines are sent together for so many milliseconds at most, or until there are so many. */
const PAUSE = 100;
const MOST = 2_000;

export interface RunLogOptions {
  record: RunRecord;
  clock: Clock;
  /** What the source of the lines is known by. */
  key: (string | number)[];
  /** Stands before each line, e.g. which node has written it. */
  prefix: string;
  mask(text: string): string;
}

/**
 * Writes a program's output into the log of its run. It must be handed over from the start each time:
 * lines that were stored before are passed over by their number.
 */
export function createRunLog({ clock, key, mask, prefix, record }: RunLogOptions) {
  const lines = new Map(
    STREAMS.map(stream => [stream, { splitter: createLineSplitter(), count: 0 }])
  );
  let waiting: Record<Stream, JournalEntry[]> = { stdout: [], stderr: [] };
  let sending: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const last: Partial<Record<Stream, string>> = {};
  let failure: unknown;

  function take(stream: Stream, texts: Iterable<string>): void {
    const line = lines.get(stream)!;
    for (const text of texts) {
      last[stream] = mask(text).trim() || last[stream];
      const entry = { type: 'log', stream, at: clock(), text: prefix + mask(text) } as const;
      waiting[stream].push({ ...entry, seq: ++line.count });
    }
  }

  function send(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    waiting = { stdout: [], stderr: [] };
    sending = sending.then(async () => {
      for (const stream of STREAMS) {
        if (batch[stream].length && failure === undefined) {
          await record
            .append(sourceOf(...key, stream), batch[stream])
            .catch((error: unknown) => (failure = error));
        }
      }
    });
    return sending;
  }

  return {
    async write({ bytes, stream }: OutputChunk): Promise<void> {
      take(stream, lines.get(stream)!.splitter.write(bytes));
      if (waiting.stdout.length + waiting.stderr.length >= MOST) {
        await send();
      } else {
        timer ??= setTimeout(() => void send(), PAUSE);
      }
      if (failure !== undefined) {
        throw failure;
      }
    },
    /** The last line of a stream that is not empty. */
    last: (stream: Stream): string | undefined => last[stream],
    /** All that came is stored then. `isWhole`: nothing more will come, a last line without end counts. */
    async close(isWhole: boolean): Promise<void> {
      if (isWhole) {
        STREAMS.forEach(stream => take(stream, lines.get(stream)!.splitter.end()));
      }
      await send();
      if (failure !== undefined) {
        throw failure;
      }
    }
  };
}
