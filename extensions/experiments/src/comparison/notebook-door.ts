import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { Widget } from '@lumino/widgets';

/** A notebook that is open in a tab. */
export interface OpenNotebook {
  /** Of its tab. */
  readonly id: string;
  readonly title: string;
  /** Of its kernel, lower case, e.g. `python`; empty if nothing tells. */
  readonly language: string;
}

/** Puts cells into open notebooks. */
export interface NotebookDoor {
  /** The one that was in front last comes first. */
  list(): OpenNotebook[];
  /** Adds a cell below the active one and runs it. */
  insert(notebook: OpenNotebook, code: string): Promise<void>;
}

/** What is read of JupyterLab's notebook tab; its package would bring a hundred others. */
interface NotebookTab extends Widget {
  readonly content?: {
    readonly model?: { readonly defaultKernelLanguage?: string } | null;
  };
}

const CLASS = 'jp-NotebookPanel';

/** Reaches notebooks through the shell's tabs and the notebook's own commands. */
export function createNotebookDoor(app: JupyterFrontEnd): NotebookDoor {
  const tabs = () =>
    [...app.shell.widgets('main')].filter((tab): tab is NotebookTab => tab.hasClass(CLASS));
  return {
    list: () =>
      tabs()
        .sort((a, b) => Number(b.isVisible) - Number(a.isVisible))
        .map(tab => ({
          id: tab.id,
          title: tab.title.label,
          language: (tab.content?.model?.defaultKernelLanguage ?? '').toLowerCase()
        })),
    async insert({ id }, code) {
      const { commands, shell } = app;
      shell.activateById(id);
      await commands.execute('notebook:insert-cell-below');
      await commands.execute('notebook:replace-selection', { text: code });
      await commands.execute('notebook:run-cell');
    }
  };
}
