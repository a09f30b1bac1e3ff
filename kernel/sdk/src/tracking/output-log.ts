export type OutputStream = 'stdout' | 'stderr';

/** What a run's program writes, gathered into few entries. */
export interface OutputLog {
  write(stream: OutputStream, text: string): void;
  /** Records what waits. */
  flush(): void;
}

export interface OutputLogOptions {
  record(chunks: { stream: OutputStream; text: string }[]): void;
  /** Characters that are kept at most; 10 million when left out. */
  limit?: number;
}

/** Milliseconds that text waits for more; what comes after a pause is recorded at once. */
const pause = 100;
const longestWait = 16 * 1024;
const longestEntry = 65_536;

/** A line that was written over before anybody could read it, as progress bars do. */
const overwritten = /\r[^\r\n]*(?=\r[^\r\n])/g;

/** Pieces as long as an entry may be, never cut within a character. */
function* pieces(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    let end = Math.min(start + longestEntry, text.length);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last < 0xdc00) {
      end--;
    }
    yield text.slice(start, end);
    start = end;
  }
}

export function createOutputLog({ record, limit = 10_000_000 }: OutputLogOptions): OutputLog {
  let waiting: { stream: OutputStream; text: string }[] = [];
  let length = 0;
  let kept = 0;
  let recordedAt = -Infinity;
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    recordedAt = performance.now();
    const chunks = waiting.flatMap(({ stream, text }) =>
      [...pieces(text.replaceAll('\0', '').replace(overwritten, ''))].map(piece => ({
        stream,
        text: piece
      }))
    );
    waiting = [];
    length = 0;
    if (chunks.length > 0) {
      record(chunks);
    }
  };

  const add = (stream: OutputStream, text: string) => {
    const last = waiting.at(-1);
    if (last?.stream === stream) {
      last.text += text;
    } else {
      waiting.push({ stream, text });
    }
    length += text.length;
  };

  return {
    write(stream, text) {
      if (text === '' || kept >= limit) {
        return;
      }
      kept += text.length;
      add(stream, text);
      if (kept >= limit) {
        add('stderr', '\n[Atelier] The run has written a lot: what follows is not kept.\n');
      }
      if (length >= longestWait || performance.now() - recordedAt > pause || kept >= limit) {
        flush();
      } else {
        timer ??= setTimeout(flush, pause).unref();
      }
    },
    flush
  };
}
