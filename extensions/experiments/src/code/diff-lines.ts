export type DiffLineKind = 'file' | 'place' | 'added' | 'removed' | 'same';

export interface DiffLine {
  readonly kind: DiffLineKind;
  readonly text: string;
}

export interface DiffSummary {
  readonly files: number;
  readonly added: number;
  readonly removed: number;
}

/** The lines of what `git diff` has printed, each with what it is. */
export function diffLines(text: string): readonly DiffLine[] {
  let inHead = true;
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map(line => {
      if (line.startsWith('diff ')) {
        inHead = true;
        return { kind: 'file', text: line };
      }
      if (line.startsWith('@@')) {
        inHead = false;
        return { kind: 'place', text: line };
      }
      if (inHead) {
        return { kind: 'file', text: line };
      }
      return line.startsWith('+')
        ? { kind: 'added', text: line }
        : line.startsWith('-')
          ? { kind: 'removed', text: line }
          : { kind: 'same', text: line };
    });
}

export function summaryOf(lines: readonly DiffLine[]): DiffSummary {
  const count = (holds: (line: DiffLine) => boolean) => lines.filter(holds).length;
  return {
    files: count(({ kind, text }) => kind === 'file' && text.startsWith('diff ')),
    added: count(({ kind }) => kind === 'added'),
    removed: count(({ kind }) => kind === 'removed')
  };
}
