import type { Widget } from '@lumino/widgets';
import type { OpenNotebook } from './services.ts';

interface WithDocument extends Widget {
  context?: { path: string; save(): Promise<void> };
}

const NOTEBOOK = /\.ipynb$/i;

/** The notebook that a widget shows. */
export function notebookOf(widget: Widget | null): OpenNotebook | null {
  const context = (widget as WithDocument | null)?.context;
  if (!context || !NOTEBOOK.test(context.path)) {
    return null;
  }
  // A drive of its own stands before the path.
  const path = context.path.replace(/^[^/:]+:/, '');
  return { path, save: () => context.save() };
}

/** Folder and name of a path within the user's files. */
export function partsOf(path: string): { folder: string; name: string } {
  const at = path.lastIndexOf('/');
  return { folder: at < 0 ? '.' : path.slice(0, at), name: path.slice(at + 1) };
}
