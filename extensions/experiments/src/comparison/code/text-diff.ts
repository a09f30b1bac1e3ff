import { diffLines, diffWordsWithSpace } from 'diff';

export interface DiffPart {
  readonly text: string;
  readonly changed: boolean;
}

/** A line of a diff; `from` and `to` are its numbers in the two texts, from 1. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly from: number | null;
  readonly to: number | null;
  /** What of the line is new, or is gone; the whole line where nothing stands against it. */
  readonly parts: readonly DiffPart[];
}

/** Words are told apart in blocks of at most so many lines. */
const LONGEST_BLOCK = 40;

/** Two texts line by line; in lines that were replaced by as many, the words that differ. */
export function diffTexts(base: string, other: string): DiffLine[] {
  const changes = diffLines(withBreak(base), withBreak(other));
  const lines: DiffLine[] = [];
  let from = 0;
  let to = 0;
  for (let index = 0; index < changes.length; index++) {
    const change = changes[index];
    const next = changes[index + 1];
    const texts = linesOf(change.value);
    if (!change.added && !change.removed) {
      for (const text of texts) {
        lines.push({ kind: 'same', from: ++from, to: ++to, parts: plain(text) });
      }
      continue;
    }
    const replaced = change.removed && next?.added ? linesOf(next.value) : null;
    if (replaced) {
      const paired = texts.length === replaced.length && texts.length <= LONGEST_BLOCK;
      const words = paired ? texts.map((text, at) => wordsOf(text, replaced[at])) : null;
      texts.forEach((text, at) =>
        lines.push({
          kind: 'removed',
          from: ++from,
          to: null,
          parts: words?.[at][0] ?? plain(text)
        })
      );
      replaced.forEach((text, at) =>
        lines.push({ kind: 'added', from: null, to: ++to, parts: words?.[at][1] ?? plain(text) })
      );
      index += 1;
      continue;
    }
    for (const text of texts) {
      lines.push(
        change.added
          ? { kind: 'added', from: null, to: ++to, parts: plain(text) }
          : { kind: 'removed', from: ++from, to: null, parts: plain(text) }
      );
    }
  }
  return lines;
}

/** Only what has changed, with some lines around; null stands for lines that are left out. */
export function withContext(lines: readonly DiffLine[], around: number): (DiffLine | null)[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - around), index + around + 1).some(({ kind }) => kind !== 'same')
  );
  return lines.flatMap((line, index) => {
    if (near[index]) {
      return [line];
    }
    return index === 0 || near[index - 1] ? [null] : [];
  });
}

const plain = (text: string): DiffPart[] => [{ text, changed: false }];

function wordsOf(base: string, other: string): readonly [DiffPart[], DiffPart[]] {
  const words = diffWordsWithSpace(base, other);
  const side = (left: 'added' | 'removed') =>
    words
      .filter(word => !word[left])
      .map(word => ({ text: word.value, changed: word.added || word.removed }));
  return [side('added'), side('removed')];
}

/** Without its last line break a text's last line would count as another one. */
const withBreak = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

const linesOf = (text: string) => text.replace(/\n$/, '').split('\n');
