import { MimeData } from '@lumino/coreutils';
import { Drag } from '@lumino/dragdrop';
import type * as React from 'react';

const CELLS = 'application/vnd.jupyter.cells';
const DRAG_PIXELS = 5;

/**
 * Starts to drag code out of a list once the pointer has moved far enough. Dropped on a notebook
 * it becomes a cell; in an editor, or with Alt held, it is inserted as text.
 */
export function startCellDrag(code: string, label: string, press: React.MouseEvent): void {
  if (press.button !== 0) {
    return;
  }
  const stop = () => {
    document.removeEventListener('mousemove', move, true);
    document.removeEventListener('mouseup', stop, true);
  };
  const move = (event: MouseEvent) => {
    if (Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY) < DRAG_PIXELS) {
      return;
    }
    stop();
    event.preventDefault();
    const mimeData = new MimeData();
    if (!event.altKey) {
      const cell = {
        cell_type: 'code',
        execution_count: null,
        metadata: {},
        outputs: [],
        source: code
      };
      mimeData.setData(CELLS, [cell]);
    }
    mimeData.setData('text/plain', code);
    const drag = new Drag({
      mimeData,
      dragImage: dragImageOf(label),
      proposedAction: 'copy',
      supportedActions: 'copy',
      source: null
    });
    void drag.start(event.clientX, event.clientY).then(() => drag.dispose());
  };
  document.addEventListener('mousemove', move, true);
  document.addEventListener('mouseup', stop, true);
}

function dragImageOf(label: string): HTMLElement {
  const image = document.createElement('div');
  image.className = 'atl-DragImage';
  image.textContent = label;
  return image;
}
