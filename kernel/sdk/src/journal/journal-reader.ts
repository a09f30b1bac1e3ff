import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { parseHeader } from './journal-file.ts';
import type { JournalHeader } from './journal-file.ts';

/** One entry as it goes over the wire. */
export interface WireEntry {
  seq: number;
  /** JSON of the entry with its `seq`. */
  text: string;
}

/** Entries that follow one another in a journal. */
export interface JournalSection {
  entries: WireEntry[];
  /** Offset in the file behind the last of them. */
  end: number;
}

/**
 * Reads a journal while it grows. `seq` is the place of the entry in the file, so a journal read
 * twice gives the same entries with the same numbers. A last line without its newline is left
 * alone: it may still be growing, or is torn by a crash.
 */
export interface JournalReader {
  /** Undefined while the first line is not whole. */
  header(): JournalHeader | undefined;
  /** The entries that follow, at most `maxEntries` or about `maxBytes`; none when there are none yet. */
  next(maxEntries: number, maxBytes: number): JournalSection;
  /** Starts again at the first entry. */
  rewind(): void;
  /** Bytes of the file that no whole line ends. */
  tornBytes(): number;
  close(): void;
}

const chunkSize = 256 * 1024;
const newline = 0x0a;

const tagOf = (seq: number, at: number, value: string): string =>
  JSON.stringify({ seq, at, type: 'tag', key: `atelier.refused.${seq}`, value });

/** Stands for an entry that cannot be sent as it is, so that the numbers after it still fit. */
export function placeholder(entry: WireEntry, reason: string): WireEntry {
  const at = Number(/"at":(\d+)/.exec(entry.text)?.[1] ?? Date.now());
  return { seq: entry.seq, text: tagOf(entry.seq, at, reason.slice(0, 2_000)) };
}

function entryOf(line: string, seq: number): WireEntry {
  return line.startsWith('{"at":') && line.endsWith('}')
    ? { seq, text: `{"seq":${seq},${line.slice(1)}` }
    : { seq, text: tagOf(seq, Date.now(), 'The journal holds no entry here.') };
}

export function openJournalReader(file: string): JournalReader {
  const descriptor = openSync(file, 'r');
  let position = 0;
  let seq = 0;
  let firstLine: { header?: JournalHeader; end: number } | undefined;

  /** Whole lines from `position` on, with the offset behind each. */
  function* lines(): Generator<{ line: string; end: number }> {
    let pieces: Buffer[] = [];
    let offset = position;
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunkSize);
      const length = readSync(descriptor, chunk, 0, chunkSize, offset);
      if (length === 0) {
        return;
      }
      let start = 0;
      for (;;) {
        const index = chunk.subarray(0, length).indexOf(newline, start);
        if (index < 0) {
          break;
        }
        const whole = chunk.subarray(start, index);
        const line = pieces.length ? Buffer.concat([...pieces, whole]) : whole;
        pieces = [];
        start = index + 1;
        yield { line: line.toString('utf8'), end: offset + start };
      }
      pieces.push(chunk.subarray(start, length));
      offset += length;
    }
  }

  const readFirstLine = () => {
    for (const { line, end } of lines()) {
      position = end;
      return { header: parseHeader(line), end };
    }
    return undefined;
  };

  return {
    header: () => (firstLine ??= readFirstLine())?.header,
    next(maxEntries, maxBytes) {
      firstLine ??= readFirstLine();
      const entries: WireEntry[] = [];
      const start = position;
      if (firstLine) {
        for (const { line, end } of lines()) {
          entries.push(entryOf(line, ++seq));
          position = end;
          if (entries.length >= maxEntries || position - start >= maxBytes) {
            break;
          }
        }
      }
      return { entries, end: position };
    },
    rewind() {
      position = firstLine?.end ?? 0;
      seq = 0;
    },
    tornBytes() {
      let end = position;
      for (const line of lines()) {
        end = line.end;
      }
      return fstatSync(descriptor).size - end;
    },
    close: () => closeSync(descriptor)
  };
}
