import type { CellExecution } from '@atelier-ml/api';
import { codeCellsOf, decorateCells, whenDrawn } from '@atelier-ml/shell';
import type { CellShape } from '@atelier-ml/shell';
import { reactWidget, useModel } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import { DisposableDelegate } from '@lumino/disposable';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import * as React from 'react';
import { CellCost } from './cell-cost.tsx';
import { CellCostsModel } from './cell-costs-model.ts';
import type { CellCostsOptions } from './cell-costs-model.ts';
import type { NotebookShape } from './notebook-shape.ts';

/** Seconds. */
const SHORTEST = 1;

export interface NotebookCostsOptions extends Omit<CellCostsOptions, 'cells' | 'session'> {
  trans: TranslationBundle;
}

/** Tells below each code cell what it cost, in every notebook, while that is wanted. */
export class NotebookCosts {
  readonly changed = new Signal<this, void>(this);
  readonly #options: NotebookCostsOptions;
  #isShown = false;

  constructor(options: NotebookCostsOptions) {
    this.#options = options;
  }

  get isShown(): boolean {
    return this.#isShown;
  }

  show(isShown: boolean): void {
    if (isShown !== this.#isShown) {
      this.#isShown = isShown;
      this.changed.emit();
    }
  }

  /** Called by JupyterLab for each notebook; what it answers ends with the notebook. */
  createNew(panel: unknown): IDisposable {
    const { content, sessionContext: session } = panel as NotebookShape;
    const model = new CellCostsModel({
      ...{ ...this.#options, session },
      cells: () => codeCellsOf(content).map(cell => cell.model.id)
    });
    const decorated = decorateCells({
      ...{ content, model },
      isWanted: cell => this.#isShown && isWorthTelling(model.costOf(cell.model.id)),
      decorate: cell => decorateCell(cell, model, this.#options.trans)
    });
    this.changed.connect(decorated.update);
    return new DisposableDelegate(() => {
      this.changed.disconnect(decorated.update);
      decorated.dispose();
    });
  }
}

/** At the end of the cell, below its output. */
function decorateCell(
  cell: CellShape,
  model: CellCostsModel,
  trans: TranslationBundle
): IDisposable {
  const line = reactWidget(() => <CostOf cell={cell.model.id} model={model} />, {
    trans,
    className: 'atl-CellCost-host'
  });
  return whenDrawn(cell, line, layout => layout.addWidget(line));
}

function CostOf({ cell, model }: { cell: string; model: CellCostsModel }) {
  useModel(model);
  const execution = model.costOf(cell);
  return execution ? <CellCost execution={execution} /> : null;
}

/** A line below each `import` would only be in the way; the API and the command line tell of all. */
const isWorthTelling = (execution: CellExecution | undefined): boolean =>
  execution !== undefined && execution.seconds >= SHORTEST;
