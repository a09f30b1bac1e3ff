import { DisposableDelegate } from '@lumino/disposable';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import type { PanelLayout, Widget } from '@lumino/widgets';

/**
 * The little of JupyterLab's cells that decorations need, so that the bundle does not depend on the
 * packages of notebook and cells, which are large and change often.
 */
export interface CellShape extends Widget {
  readonly model: { readonly id: string; readonly type: string };
  /** Resolves when the cell is drawn: in a long notebook that is when it is scrolled to. */
  readonly ready: Promise<void>;
  readonly layout: PanelLayout;
}

export interface DecoratedCells<C extends CellShape> {
  content: {
    readonly widgets: readonly C[];
    readonly modelContentChanged: ISignal<unknown, unknown>;
  };
  /** What is shown, of the cells that there are; it ends with the decorations. */
  model: IDisposable & { readonly changed: ISignal<unknown, unknown>; refresh(): void };
  isWanted(cell: C, isDecorated: boolean): boolean;
  decorate(cell: C): IDisposable;
}

export const codeCellsOf = <C extends CellShape>(content: {
  readonly widgets: readonly C[];
}): C[] => content.widgets.filter(({ model }) => model.type === 'code');

/** Keeps those code cells of a notebook decorated that are to be: a notebook of 500 cells stays light. */
export function decorateCells<C extends CellShape>(
  options: DecoratedCells<C>
): IDisposable & { update(): void } {
  const { content, decorate, isWanted, model } = options;
  const decorated = new Map<C, IDisposable>();

  const update = (): void => {
    const wanted = new Set(
      codeCellsOf(content).filter(cell => isWanted(cell, decorated.has(cell)))
    );
    for (const [cell, decoration] of decorated) {
      if (!wanted.has(cell)) {
        decoration.dispose();
        decorated.delete(cell);
      }
    }
    for (const cell of wanted) {
      if (!decorated.has(cell)) {
        decorated.set(cell, decorate(cell));
      }
    }
  };
  let count = -1;
  const onContent = (): void => {
    // the signal comes with every keystroke; only cells that come and go matter
    if (content.widgets.length !== count) {
      count = content.widgets.length;
      model.refresh();
    }
  };
  model.changed.connect(update);
  content.modelContentChanged.connect(onContent);
  const end = new DisposableDelegate(() => {
    content.modelContentChanged.disconnect(onContent);
    decorated.forEach(decoration => decoration.dispose());
    model.dispose();
  });
  return Object.assign(end, { update });
}

/** Puts a widget into a cell once it is drawn; what it answers takes it away again. */
export function whenDrawn(
  cell: CellShape,
  widget: Widget,
  put: (layout: PanelLayout) => void
): IDisposable {
  let isGone = false;
  void cell.ready.then(() => {
    if (!isGone && !cell.isDisposed) {
      put(cell.layout);
    }
  });
  return new DisposableDelegate(() => {
    isGone = true;
    widget.dispose();
  });
}
