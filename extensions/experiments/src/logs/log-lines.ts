import type { LogChunk } from '@atelier-ml/api';

/** One line that a run has written. */
export interface LogLine {
  /** Of the chunk that it begins in. */
  readonly position: number;
  readonly stream: LogChunk['stream'];
  readonly at: number;
  readonly text: string;
  /** Its end has not been written yet. */
  readonly open: boolean;
}

/** Lines with what was written after them; a line that was open goes on in the next chunk of its stream. */
export function appendChunks(
  lines: readonly LogLine[],
  chunks: readonly LogChunk[]
): readonly LogLine[] {
  if (chunks.length === 0) {
    return lines;
  }
  const all = [...lines];
  for (const { position, stream, at, text } of chunks) {
    const parts = text.split('\n');
    const ends = parts[parts.length - 1] === '';
    if (ends) {
      parts.pop();
    }
    parts.forEach((part, index) => {
      const open = !ends && index === parts.length - 1;
      const unfinished = index === 0 ? openLine(all, stream) : -1;
      if (unfinished >= 0) {
        all[unfinished] = { ...all[unfinished], text: all[unfinished].text + part, open };
      } else {
        all.push({ position, stream, at, text: part, open });
      }
    });
  }
  return all;
}

/** Lines with what was written before them. */
export function prependChunks(
  lines: readonly LogLine[],
  chunks: readonly LogChunk[]
): readonly LogLine[] {
  const before = [...appendChunks([], chunks)];
  const first = lines[0];
  const unfinished = first ? openLine(before, first.stream) : -1;
  if (unfinished < 0) {
    return [...before, ...lines];
  }
  const { text, open } = first;
  before[unfinished] = { ...before[unfinished], text: before[unfinished].text + text, open };
  return [...before, ...lines.slice(1)];
}

/** The last line of a stream if it is open; streams may be interleaved. */
function openLine(lines: readonly LogLine[], stream: LogChunk['stream']): number {
  for (let index = lines.length - 1; index >= Math.max(0, lines.length - 50); index--) {
    if (lines[index].stream === stream) {
      return lines[index].open ? index : -1;
    }
  }
  return -1;
}

/** A text in the parts that hold a word and those that do not. */
export function markHits(text: string, word: string): { text: string; hit: boolean }[] {
  if (word === '') {
    return [{ text, hit: false }];
  }
  const parts: { text: string; hit: boolean }[] = [];
  const lower = text.toLowerCase();
  const wanted = word.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    parts.push({ text: text.slice(from, at), hit: false });
    parts.push({ text: text.slice(at, at + word.length), hit: true });
    from = at + word.length;
  }
  parts.push({ text: text.slice(from), hit: false });
  return parts.filter(part => part.text !== '');
}
