import * as React from 'react';

/** Letters typed within this time are one word. */
const TYPE_AHEAD_MS = 800;

export interface ListKeyboard {
  count: number;
  active: number;
  /** Rows that a Page key moves by. */
  pageRows: number;
  moveTo(index: number): void;
  onOpen(index: number): void;
  onDelete(index: number): void;
  onMenu(index: number): void;
  onToggle(index: number): void;
  onSelectAll(): void;
  onText(text: string): void;
}

/** The index of the next text that starts so, round the end; the active one itself if it still fits. */
export function typeAheadMatch(texts: readonly string[], typed: string, active: number): number {
  const wanted = typed.toLocaleLowerCase();
  const from = typed.length > 1 ? active : active + 1;
  for (let step = 0; step < texts.length; step++) {
    const index = (from + step) % texts.length;
    if (texts[index].toLocaleLowerCase().startsWith(wanted)) {
      return index;
    }
  }
  return active;
}

/** What the keys do in a list. */
export function useListKeyboard(list: ListKeyboard): (event: React.KeyboardEvent) => void {
  const typed = React.useRef({ text: '', at: 0 });
  return event => {
    // keys in a field or a button inside the list are theirs
    if (event.target !== event.currentTarget || list.count === 0) {
      return;
    }
    const action = actionOf(event, list, typed.current);
    if (action) {
      event.preventDefault();
      event.stopPropagation();
      action();
    }
  };
}

function actionOf(
  event: React.KeyboardEvent,
  list: ListKeyboard,
  typed: { text: string; at: number }
): (() => void) | undefined {
  const { active } = list;
  switch (event.key) {
    case 'ArrowDown':
      return () => list.moveTo(active + 1);
    case 'ArrowUp':
      return () => list.moveTo(active - 1);
    case 'PageDown':
      return () => list.moveTo(active + list.pageRows);
    case 'PageUp':
      return () => list.moveTo(active - list.pageRows);
    case 'Home':
      return () => list.moveTo(0);
    case 'End':
      return () => list.moveTo(list.count - 1);
    case 'Enter':
      return () => list.onOpen(active);
    case 'Delete':
      return () => list.onDelete(active);
    case 'ContextMenu':
      return () => list.onMenu(active);
    case 'F10':
      return event.shiftKey ? () => list.onMenu(active) : undefined;
    case ' ':
      return () => list.onToggle(active);
  }
  if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
    return list.onSelectAll;
  }
  if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const fresh = event.timeStamp - typed.at > TYPE_AHEAD_MS;
    typed.text = fresh ? event.key : typed.text + event.key;
    typed.at = event.timeStamp;
    return () => list.onText(typed.text);
  }
  return undefined;
}
