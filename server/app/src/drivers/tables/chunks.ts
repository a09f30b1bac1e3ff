import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { ContentError } from './content-error.ts';
import { MAXIMUM_ROW_BYTES } from './row.ts';
import type { RowPosition } from './row.ts';

const CHUNK = 1 << 20;
const LINE_FEED = 10;

/**
 * Takes rows from a buffer, starting at `from`. Answers where the first row starts that is not
 * whole yet (with `last` there is none), or −1 to stop.
 */
export type TakeRows = (buffer: Buffer, from: number, last: boolean) => number;

/** What reading has reached: the byte in the file at which the buffer starts, and the line. */
export class Cursor {
  base: number;
  line: number;

  constructor(position: RowPosition) {
    this.base = position.offset;
    this.line = position.line;
  }
}

/** Feeds a file in chunks to `take`, and carries the unfinished row over to the next chunk. */
export async function readChunks(file: string, cursor: Cursor, take: TakeRows): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  const stream = createReadStream(file, { start: cursor.base, highWaterMark: CHUNK });
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      let buffer = rest.length ? Buffer.concat([rest, chunk]) : chunk;
      if (cursor.base === 0) {
        buffer = withoutMark(buffer, cursor);
      }
      assertText(buffer.subarray(0, buffer.lastIndexOf(LINE_FEED) + 1), cursor.line);
      const end = take(buffer, 0, false);
      if (end < 0) {
        return;
      }
      rest = buffer.subarray(end);
      cursor.base += end;
      if (rest.length > MAXIMUM_ROW_BYTES) {
        throw new ContentError(
          `The row that starts on line ${cursor.line} is longer than 16 MiB.`,
          'Look for a quotation mark that is opened there and never closed.',
          cursor.line
        );
      }
    }
    if (rest.length > 0) {
      assertText(rest, cursor.line);
      take(rest, 0, true);
    }
  } finally {
    stream.destroy();
  }
}

/** The buffer without UTF-8's byte order mark. */
function withoutMark(buffer: Buffer, cursor: Cursor): Buffer {
  if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf) {
    cursor.base = 3;
    return buffer.subarray(3);
  }
  if ((buffer[0] === 0xff && buffer[1] === 0xfe) || (buffer[0] === 0xfe && buffer[1] === 0xff)) {
    throw new ContentError(
      'The file is UTF-16 text, but a table must be UTF-8.',
      'Save it as UTF-8 (in Excel: “CSV UTF-8”) and upload it again.'
    );
  }
  return buffer;
}

function assertText(lines: Buffer, firstLine: number): void {
  const zero = lines.indexOf(0);
  if (zero >= 0) {
    const line = firstLine + countLines(lines, zero);
    throw new ContentError(
      `The file is not text: line ${line} has a zero byte.`,
      'Register it with the format `file`, or export it as text first.',
      line
    );
  }
  if (!isUtf8(lines)) {
    const line = firstLine + countLines(lines, firstBadLine(lines));
    throw new ContentError(
      `The file is not UTF-8 text: line ${line} has a byte that is not valid.`,
      'Save it as UTF-8 and upload it again.',
      line
    );
  }
}

function countLines(lines: Buffer, end: number): number {
  let count = 0;
  for (
    let at = lines.indexOf(LINE_FEED);
    at >= 0 && at < end;
    at = lines.indexOf(LINE_FEED, at + 1)
  ) {
    count++;
  }
  return count;
}

/** Where the first line starts that is not UTF-8. */
function firstBadLine(lines: Buffer): number {
  for (let start = 0; start < lines.length;) {
    const feed = lines.indexOf(LINE_FEED, start);
    const end = feed < 0 ? lines.length : feed + 1;
    if (!isUtf8(lines.subarray(start, end))) {
      return start;
    }
    start = end;
  }
  return lines.length;
}
