import { cellCostsPlugin } from './cells/plugin.ts';
import { computePickerPlugin } from './picker/plugin.ts';
import { computePlugin } from './plugin.ts';

/** What the area adds to JupyterLab. */
export const plugins = [computePlugin, computePickerPlugin, cellCostsPlugin];
