import type { ISessionContext } from '@jupyterlab/apputils';
import type { ISignal } from '@lumino/signaling';
import type { PanelLayout, Widget } from '@lumino/widgets';

/** The little of JupyterLab's notebook that is needed, so that the bundle does not depend on its packages. */
export interface CellShape extends Widget {
  readonly model: { readonly id: string; readonly type: string };
  /** Resolves when the cell is drawn: in a long notebook that is when it is scrolled to. */
  readonly ready: Promise<void>;
  readonly layout: PanelLayout;
}

export interface NotebookShape extends Widget {
  readonly sessionContext: Pick<ISessionContext, 'session' | 'kernelChanged' | 'path'>;
  readonly content: {
    readonly widgets: readonly CellShape[];
    readonly modelContentChanged: ISignal<unknown, unknown>;
  };
}
