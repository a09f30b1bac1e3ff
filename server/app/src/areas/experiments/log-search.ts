import type { LogPiece } from './log-block.ts';

/**
 * Only the lines that hold the text, in whatever case. A line that was written in several pieces
 * counts as one, and stands where it ended.
 */
export function createLineSearch(text: string) {
  const wanted = text.toLowerCase();
  const begun = new Map<LogPiece['stream'], string>();
  let last: LogPiece | undefined;

  const matching = (lines: string[]): string[] =>
    lines.filter(line => line.toLowerCase().includes(wanted));

  return {
    /** The piece with what is left of it; undefined when no line of it matches. */
    take(piece: LogPiece): LogPiece | undefined {
      last = piece;
      const lines = ((begun.get(piece.stream) ?? '') + piece.text).split('\n');
      begun.set(piece.stream, lines.pop()!);
      const kept = matching(lines);
      return kept.length ? { ...piece, text: `${kept.join('\n')}\n` } : undefined;
    },
    /** Lines that have no end yet. */
    rest(): LogPiece[] {
      return [...begun].flatMap(([stream, line]) =>
        last && line && matching([line]).length ? [{ ...last, stream, text: line }] : []
      );
    }
  };
}
