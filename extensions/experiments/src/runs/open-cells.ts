import { notebookPath } from './notebook-path.ts';

/** Looks into notebooks that are open in the window. */
export interface OpenCells {
  /** A cell's source as it is now; undefined if its notebook is not open, null if the cell is gone. */
  sourceOf(notebook: string, cellId: string): string | null | undefined;
}

/** The little of JupyterLab's shell and notebook that is needed, so that their packages are not. */
interface NotebookShape {
  readonly context?: { readonly path: string };
  readonly content?: {
    readonly model?: {
      readonly cells?: Iterable<{ id: string; sharedModel: { getSource(): string } }>;
    } | null;
  };
}

/** @param shell JupyterLab's shell */
export function createOpenCells(shell: { widgets(area: string): Iterable<unknown> }): OpenCells {
  return {
    sourceOf(notebook, cellId) {
      const path = notebookPath(notebook);
      for (const widget of shell.widgets('main') as Iterable<NotebookShape>) {
        const cells = widget.content?.model?.cells;
        if (widget.context?.path === path && cells) {
          for (const cell of cells) {
            if (cell.id === cellId) {
              return cell.sharedModel.getSource();
            }
          }
          return null;
        }
      }
      return undefined;
    }
  };
}
