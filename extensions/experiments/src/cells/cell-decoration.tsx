import { whenDrawn } from '@atelier-ml/shell';
import { reactWidget, useModel } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import * as React from 'react';
import { CellBadges } from './cell-badges.tsx';
import type { CellRunsModel, RunOfCell } from './cell-runs-model.ts';
import type { CellShape } from './notebook-shape.ts';
import { sourceHashOf } from './source-hash.ts';

export interface CellDecorationOptions {
  readonly cell: CellShape;
  readonly model: CellRunsModel;
  readonly trans: TranslationBundle;
  onOpen(run: RunOfCell): void;
}

/** Milliseconds after the last keystroke. */
const QUIET = 400;

/** Puts the badges between a cell's input and its output. */
export function decorateCell({ cell, model, onOpen, trans }: CellDecorationOptions): IDisposable {
  const source = new CellSource(cell);
  const badges = reactWidget(
    () => <Badges cell={cell.model.id} model={model} source={source} onOpen={onOpen} />,
    { trans, className: 'atl-CellBadges-host', dispose: () => source.dispose() }
  );
  return whenDrawn(cell, badges, layout => {
    const at = layout.widgets.findIndex(({ node }) =>
      node.classList.contains('jp-Cell-outputWrapper')
    );
    layout.insertWidget(at < 0 ? layout.widgets.length : at, badges);
  });
}

interface BadgesProps {
  readonly cell: string;
  readonly model: CellRunsModel;
  readonly source: CellSource;
  onOpen(run: RunOfCell): void;
}

function Badges({ cell, model, onOpen, source }: BadgesProps) {
  useModel(model);
  useModel(source);
  return <CellBadges runs={model.runsOf(cell)} sourceHash={source.hash} onOpen={onOpen} />;
}

/** The hash of what stands in a cell, a moment after the user has stopped typing. */
class CellSource implements IDisposable {
  readonly changed = new Signal<this, void>(this);
  readonly #cell: CellShape;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;
  hash: string | null = null;

  constructor(cell: CellShape) {
    this.#cell = cell;
    cell.model.sharedModel.changed.connect(this.#onChange, this);
    void this.#update();
  }

  get isDisposed(): boolean {
    return this.#disposed;
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#cell.model?.sharedModel.changed.disconnect(this.#onChange, this);
    Signal.clearData(this);
  }

  #onChange(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#update(), QUIET);
  }

  async #update(): Promise<void> {
    const hash = await sourceHashOf(this.#cell.model.sharedModel.getSource());
    if (!this.#disposed && hash !== this.hash) {
      this.hash = hash;
      this.changed.emit();
    }
  }
}
