import { PageConfig } from '@jupyterlab/coreutils';

/**
 * A notebook's path as Jupyter's contents know it. A run may name the file by where it lies on the
 * disk: below the server's root folder that is cut off.
 */
export function notebookPath(path: string, root = PageConfig.getOption('serverRoot')): string {
  const folder = root.replace(/\/+$/, '');
  return folder && path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}
