import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

/** What the area adds to JupyterLab. */
export const plugins: JupyterFrontEndPlugin<unknown>[] = [];
