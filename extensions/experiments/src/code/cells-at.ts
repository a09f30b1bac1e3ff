import type { ExecutedCell } from '@atelier-ml/api';

export type CellState = 'same' | 'changed' | 'removed' | 'unknown';

/** The cells as they were at a time: of each its last execution until then, in the order of execution. */
export function cellsAt(cells: readonly ExecutedCell[], time: number): readonly ExecutedCell[] {
  const last = new Map<string, ExecutedCell>();
  for (const cell of [...cells].sort((a, b) => a.at - b.at)) {
    if (cell.at <= time) {
      last.set(cell.cellId, cell);
    }
  }
  return [...last.values()].sort((a, b) => a.at - b.at);
}

/** What has become of a cell since it was executed. */
export function stateOf(cell: ExecutedCell, now: string | null | undefined): CellState {
  if (now === undefined) {
    return 'unknown';
  }
  return now === null ? 'removed' : now === cell.source ? 'same' : 'changed';
}

/** When a run was at a step, by the points of its metrics; null if none had come so far. */
export function timeOfStep(
  metrics: Iterable<{ readonly steps: readonly number[]; readonly times: readonly number[] }>,
  step: number
): number | null {
  let earliest: number | null = null;
  for (const { steps, times } of metrics) {
    const at = steps.findIndex(one => one >= step);
    if (at >= 0 && (earliest === null || times[at] < earliest)) {
      earliest = times[at];
    }
  }
  return earliest;
}
