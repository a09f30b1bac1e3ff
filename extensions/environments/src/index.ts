import { environmentsPlugin } from './plugin.ts';

/** What the area adds to JupyterLab. */
export const plugins = [environmentsPlugin];
