import { codeCellsOf, decorateCells } from '@atelier-ml/shell';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { decorateCell } from './cell-decoration.tsx';
import { CellRunsModel } from './cell-runs-model.ts';
import type { CellRunsOptions, RunOfCell } from './cell-runs-model.ts';
import type { NotebookShape } from './notebook-shape.ts';

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
    const { onOpen, trans } = this.#options;
    const model = new CellRunsModel({
      ...this.#options,
      cells: () => codeCellsOf(content).map(cell => cell.model.id)
    });
    return decorateCells({
      ...{ content, model },
      isWanted: (cell, isDecorated) => isDecorated || model.runsOf(cell.model.id).length > 0,
      decorate: cell => decorateCell({ cell, model, onOpen, trans })
    });
  }
}
