import { endMark } from '../runner/messages.ts';

const [MARK_START, MARK_END] = endMark(0).split('0');
const LONGEST_MARK = endMark(Number.MAX_SAFE_INTEGER).length;

/** Reads what native code and child processes print, and takes the marks of cells' ends out of it. */
export function createRawReader(
  onText: (text: string) => void,
  onMark: (parent: number) => void
): (text: string) => void {
  let rest = '';

  /** Where a mark may begin that has not wholly arrived. */
  function openMark(text: string): number {
    const from = Math.max(0, text.length - LONGEST_MARK);
    const at = text.indexOf(MARK_START[0], from);
    if (at < 0) return text.length;
    const tail = text.slice(at);
    const begins = MARK_START.startsWith(tail) || tail.startsWith(MARK_START);
    return begins ? at : text.length;
  }

  return chunk => {
    let text = rest + chunk;
    for (;;) {
      const start = text.indexOf(MARK_START);
      const end = start < 0 ? -1 : text.indexOf(MARK_END, start);
      if (end < 0) break;
      if (start > 0) onText(text.slice(0, start));
      onMark(Number(text.slice(start + MARK_START.length, end)));
      text = text.slice(end + MARK_END.length);
    }
    const keep = openMark(text);
    rest = text.slice(keep);
    if (keep > 0) onText(text.slice(0, keep));
  };
}
