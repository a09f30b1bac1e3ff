import type { ISignal } from '@lumino/signaling';
import type { PanelLayout, Widget } from '@lumino/widgets';

/**
 * The little of JupyterLab's notebook that badges need, so that the bundle does not depend on the
 * packages of notebook and cells, which are large and change often.
 */
export interface CellShape extends Widget {
  readonly model: {
    readonly id: string;
    readonly type: string;
    readonly sharedModel: {
      getSource(): string;
      readonly changed: ISignal<unknown, unknown>;
    };
  };
  /** Resolves when the cell is drawn: in a long notebook that is when it is scrolled to. */
  readonly ready: Promise<void>;
  readonly layout: PanelLayout;
}

export interface NotebookShape extends Widget {
  readonly content: {
    readonly widgets: readonly CellShape[];
    readonly model: { readonly cells: { readonly changed: ISignal<unknown, unknown> } } | null;
    readonly modelContentChanged: ISignal<unknown, unknown>;
  };
}
