import type { RunDetail } from '@atelier-ml/api';

export type Cell = RunDetail['cells'][number];

/** Cells of two runs that belong together; one side is null where the other has none. */
export interface CellPair {
  readonly base: Cell | null;
  readonly other: Cell | null;
}

/** Cells that share fewer of their lines than this are no versions of each other. */
const LEAST_SIMILAR = 0.5;

/**
 * Puts the cells of two runs side by side: first by the cell's id, what is left by its source, then
 * by how many lines they share. In the order of the second run, with what it lacks where it was.
 */
export function alignCells(base: readonly Cell[], other: readonly Cell[]): CellPair[] {
  const [left, right] = [lastOfEach(base), lastOfEach(other)];
  const partner = new Map<Cell, Cell>();
  const taken = new Set<Cell>();
  const pair = (a: Cell, b: Cell) => {
    partner.set(b, a);
    taken.add(a);
  };
  const match = (same: (a: Cell, b: Cell) => boolean) => {
    for (const b of right) {
      const a = partner.has(b) ? undefined : left.find(one => !taken.has(one) && same(one, b));
      if (a) {
        pair(a, b);
      }
    }
  };
  match((a, b) => a.cellId !== '' && a.cellId === b.cellId);
  match((a, b) => a.sourceHash === b.sourceHash || a.source === b.source);
  const candidates = right
    .filter(b => !partner.has(b))
    .flatMap(b =>
      left.filter(a => !taken.has(a)).map(a => ({ a, b, likeness: similarity(a.source, b.source) }))
    )
    .filter(({ likeness }) => likeness >= LEAST_SIMILAR)
    .sort((one, two) => two.likeness - one.likeness);
  for (const { a, b } of candidates) {
    if (!taken.has(a) && !partner.has(b)) {
      pair(a, b);
    }
  }
  return merged(left, right, partner, taken);
}

/** A cell that was executed several times counts as it was executed last. */
function lastOfEach(cells: readonly Cell[]): Cell[] {
  const last = new Map<string, Cell>();
  cells.forEach((cell, index) => last.set(cell.cellId || `#${index}`, cell));
  return [...last.values()];
}

function merged(
  left: readonly Cell[],
  right: readonly Cell[],
  partner: ReadonlyMap<Cell, Cell>,
  taken: ReadonlySet<Cell>
): CellPair[] {
  const pairs: CellPair[] = [];
  let at = 0;
  for (const other of right) {
    const base = partner.get(other) ?? null;
    const place = base ? left.indexOf(base) : -1;
    for (; at < place; at++) {
      if (!taken.has(left[at])) {
        pairs.push({ base: left[at], other: null });
      }
    }
    at = Math.max(at, place + 1);
    pairs.push({ base, other });
  }
  for (; at < left.length; at++) {
    if (!taken.has(left[at])) {
      pairs.push({ base: left[at], other: null });
    }
  }
  return pairs;
}

/** Dice's coefficient of the lines that are not blank: 2 · shared / all, 0 … 1. */
export function similarity(a: string, b: string): number {
  const [first, second] = [linesOf(a), linesOf(b)];
  if (first.length + second.length === 0) {
    return 1;
  }
  const counts = new Map<string, number>();
  first.forEach(line => counts.set(line, (counts.get(line) ?? 0) + 1));
  let shared = 0;
  for (const line of second) {
    const left = counts.get(line) ?? 0;
    if (left > 0) {
      counts.set(line, left - 1);
      shared += 1;
    }
  }
  return (2 * shared) / (first.length + second.length);
}

const linesOf = (source: string) =>
  source
    .split('\n')
    .map(line => line.replace(/\s+/g, ' ').trim())
    .filter(Boolean);
