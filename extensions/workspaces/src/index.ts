import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { workspacesPlugin } from './plugin.ts';

/** What the area adds to JupyterLab. */
export const plugins: JupyterFrontEndPlugin<unknown>[] = [workspacesPlugin];
