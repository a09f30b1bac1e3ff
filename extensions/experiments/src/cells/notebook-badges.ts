import type { TranslationBundle } from '@jupyterlab/translation';
import { DisposableDelegate } from '@lumino/disposable';
import type { IDisposable } from '@lumino/disposable';
import { decorateCell } from './cell-decoration.tsx';
import { CellRunsModel } from './cell-runs-model.ts';
import type { CellRunsOptions, RunOfCell } from './cell-runs-model.ts';
import type { CellShape, NotebookShape } from './notebook-shape.ts';

export interface NotebookBadgesOptions extends Omit<CellRunsOptions, 'cells'> {
  readonly trans: TranslationBundle;
  onOpen(run: RunOfCell): void;
}

/** Gives the code cells of every notebook that is opened the badges of their runs. */
export class NotebookBadges {
  readonly #options: NotebookBadgesOptions;

  constructor(options: NotebookBadgesOptions) {
    this.#options = options;
  }

  /** Called by JupyterLab for each notebook; what it answers ends with the notebook. */
  createNew(panel: unknown): IDisposable {
    const { content } = panel as NotebookShape;
    const decorated = new Map<CellShape, IDisposable>();
    const codeCells = () => content.widgets.filter(({ model }) => model.type === 'code');
    const model = new CellRunsModel({
      ...this.#options,
      cells: () => codeCells().map(cell => cell.model.id)
    });

    /** Only cells that have runs get a widget: a notebook of 500 cells stays light. */
    const decorate = (): void => {
      const present = new Set(codeCells());
      for (const [cell, decoration] of decorated) {
        if (!present.has(cell)) {
          decoration.dispose();
          decorated.delete(cell);
        }
      }
      for (const cell of present) {
        if (!decorated.has(cell) && model.runsOf(cell.model.id).length > 0) {
          const { onOpen, trans } = this.#options;
          decorated.set(cell, decorateCell({ cell, model, onOpen, trans }));
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
    model.changed.connect(decorate);
    content.modelContentChanged.connect(onContent);
    return new DisposableDelegate(() => {
      content.modelContentChanged.disconnect(onContent);
      decorated.forEach(decoration => decoration.dispose());
      model.dispose();
    });
  }
}
