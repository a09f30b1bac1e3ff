import type { CellShape } from '@atelier-ml/shell';
import type { ISessionContext } from '@jupyterlab/apputils';
import type { ISignal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

/** The little of JupyterLab's notebook that is needed. */
export interface NotebookShape extends Widget {
  readonly sessionContext: Pick<ISessionContext, 'session' | 'kernelChanged' | 'path'>;
  readonly content: {
    readonly widgets: readonly CellShape[];
    readonly modelContentChanged: ISignal<unknown, unknown>;
  };
}
