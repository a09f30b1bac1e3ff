import { usagePlugin } from './plugin.ts';

/** What the area adds to JupyterLab. */
export const plugins = [usagePlugin];
