import { createHash } from 'node:crypto';
import type { CellReference, KernelDoor, MimeBundle } from '../magics/index.ts';
import type { NewEntry } from './entry-text.ts';

export interface CellViewOptions {
  kernel?: KernelDoor;
  /** Names the display, so that every place where it is shown is updated at once. */
  displayId: string;
  /** Whether the run is shown at all. */
  shows: boolean;
  bundle(): MimeBundle;
  record(entry: NewEntry): void;
}

/** A run's place in the notebook: the cells executed while it is open, and its view below them. */
export interface CellView {
  /** The cell that runs now is the run's first. */
  open(): void;
  /** Something was logged: shows the run once in each cell where that happens. */
  touch(): void;
  /** Brings all places where the run is shown up to date. */
  update(): void;
  close(): void;
}

const recorded = (cell: CellReference): NewEntry => ({
  type: 'cell',
  cell: {
    cellId: cell.id.slice(0, 128),
    executionCount: cell.executionCount,
    source: cell.source.slice(0, 1_000_000),
    sourceHash: createHash('sha256').update(cell.source).digest('hex'),
    at: Date.now()
  }
});

export function createCellView(options: CellViewOptions): CellView {
  const { kernel, displayId, shows, bundle, record } = options;
  let due = false;
  let shown = false;
  let stopListening: (() => void) | undefined;

  const enter = (cell: CellReference) => {
    due = shows;
    record(recorded(cell));
  };

  const show = (update: boolean) => {
    due = false;
    shown = true;
    kernel?.display(bundle(), { id: displayId, update });
  };

  return {
    open() {
      const cell = kernel?.currentCell();
      if (cell) {
        enter(cell);
        this.touch();
      }
      stopListening = kernel?.onCell(enter);
    },
    touch() {
      if (due) {
        show(false);
      }
    },
    update() {
      if (shown) {
        show(true);
      }
    },
    close() {
      stopListening?.();
    }
  };
}
