import type * as React from 'react';

export interface GridKeyboard {
  rows: number;
  columns: number;
  active: readonly [number, number];
  pageRows: number;
  moveTo(row: number, column: number): void;
  copy(): void;
}

/** Arrows, Home, End (with Ctrl: of the table), Page keys; Ctrl+C copies the cell. */
export function useGridKeyboard(grid: GridKeyboard): (event: React.KeyboardEvent) => void {
  return event => {
    const [row, column] = grid.active;
    const whole = event.ctrlKey || event.metaKey;
    if (whole && event.key === 'c' && !window.getSelection()?.toString()) {
      grid.copy();
      return;
    }
    const target = {
      ArrowDown: [whole ? grid.rows : row + 1, column],
      ArrowUp: [whole ? 0 : row - 1, column],
      ArrowRight: [row, whole ? grid.columns : column + 1],
      ArrowLeft: [row, whole ? 0 : column - 1],
      PageDown: [row + grid.pageRows, column],
      PageUp: [row - grid.pageRows, column],
      Home: [whole ? 0 : row, 0],
      End: [whole ? grid.rows : row, grid.columns]
    }[event.key];
    if (target && grid.rows > 0 && grid.columns > 0) {
      event.preventDefault();
      event.stopPropagation();
      const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));
      grid.moveTo(within(target[0], grid.rows), within(target[1], grid.columns));
    }
  };
}
