import type { CellShape as AnyCellShape } from '@atelier-ml/shell';
import type { ISignal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

/** The little of JupyterLab's notebook that badges need. */
export interface CellShape extends AnyCellShape {
  readonly model: AnyCellShape['model'] & {
    readonly sharedModel: {
      getSource(): string;
      readonly changed: ISignal<unknown, unknown>;
    };
  };
}

export interface NotebookShape extends Widget {
  readonly content: {
    readonly widgets: readonly CellShape[];
    readonly model: { readonly cells: { readonly changed: ISignal<unknown, unknown> } } | null;
    readonly modelContentChanged: ISignal<unknown, unknown>;
  };
}
