import type { CellExecution } from '@atelier-ml/api';
import { reactWidget, useModel } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import { DisposableDelegate } from '@lumino/disposable';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import * as React from 'react';
import { CellCost } from './cell-cost.tsx';
import { CellCostsModel } from './cell-costs-model.ts';
import type { CellCostsOptions } from './cell-costs-model.ts';
import type { CellShape, NotebookShape } from './notebook-shape.ts';

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
    const codeCells = () => content.widgets.filter(({ model }) => model.type === 'code');
    const cells = () => codeCells().map(({ model }) => model.id);
    const model = new CellCostsModel({ ...this.#options, session, cells });
    const decorated = new Map<CellShape, IDisposable>();

    const decorate = (): void => {
      const wanted = new Set(
        this.#isShown ? codeCells().filter(cell => isWorthTelling(model.costOf(cell.model.id))) : []
      );
      for (const [cell, decoration] of decorated) {
        if (!wanted.has(cell)) {
          decoration.dispose();
          decorated.delete(cell);
        }
      }
      for (const cell of wanted) {
        if (!decorated.has(cell)) {
          decorated.set(cell, decorateCell(cell, model, this.#options.trans));
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
    this.changed.connect(decorate);
    content.modelContentChanged.connect(onContent);
    return new DisposableDelegate(() => {
      content.modelContentChanged.disconnect(onContent);
      this.changed.disconnect(decorate);
      decorated.forEach(decoration => decoration.dispose());
      model.dispose();
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
  let isGone = false;
  void cell.ready.then(() => {
    if (!isGone && !cell.isDisposed) {
      cell.layout.addWidget(line);
    }
  });
  return new DisposableDelegate(() => {
    isGone = true;
    line.dispose();
  });
}

function CostOf({ cell, model }: { cell: string; model: CellCostsModel }) {
  useModel(model);
  const execution = model.costOf(cell);
  return execution ? <CellCost execution={execution} /> : null;
}

/** A line below each `import` would only be in the way; the API and the command line tell of all. */
const isWorthTelling = (execution: CellExecution | undefined): boolean =>
  execution !== undefined && execution.seconds >= SHORTEST;
