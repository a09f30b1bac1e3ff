import type { Run } from '@atelier-ml/api';
import type * as React from 'react';
import type { RunTableModel } from './run-table-model.ts';

export interface RunKeyboard {
  model: RunTableModel;
  active: number;
  /** Rows of a page. */
  page: number;
  moveTo(row: number): void;
  /** Scrolls sideways by about so many columns. */
  scrollBy(columns: number): void;
  onOpen(run: Run): void;
  onDelete(): void;
}

/**
 * Arrows, Page, Home and End move; with Shift they choose on the way. Space chooses, Ctrl+A all that
 * match, Escape none; Enter opens, Delete deletes what is chosen.
 */
export function useRunKeyboard(keyboard: RunKeyboard): (event: React.KeyboardEvent) => void {
  return event => {
    if (event.target !== event.currentTarget && event.key !== 'Escape') {
      return; // a control of the header has the keys
    }
    const { active, model, page } = keyboard;
    const last = (model.total ?? 0) - 1;
    const run = model.row(active);
    const target = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: last
    }[event.key];
    if (target !== undefined) {
      const row = Math.max(0, Math.min(last, target));
      if (event.shiftKey) {
        model.chooseBetween(active, row);
      }
      keyboard.moveTo(row);
    } else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      keyboard.scrollBy(event.key === 'ArrowRight' ? 1 : -1);
    } else if (event.key === ' ' && run) {
      model.selection.mark([run.id], !model.selection.has(run.id));
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      model.selection.chooseAll();
    } else if (event.key === 'Escape' && !model.selection.isEmpty) {
      model.selection.clear();
    } else if (event.key === 'Enter' && run) {
      keyboard.onOpen(run);
    } else if (event.key === 'Delete' && !model.selection.isEmpty) {
      keyboard.onDelete();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
}
