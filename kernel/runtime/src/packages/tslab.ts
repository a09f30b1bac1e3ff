import type { createTslabModule } from '../runner/display.ts';
import { TSLAB_MODULE } from '../runner/tslab-module.ts';

/** The module that cells import as `tslab`. */
const tslab = Reflect.get(globalThis, TSLAB_MODULE) as ReturnType<typeof createTslabModule>;

export const display = tslab.display;
export const newDisplay = tslab.newDisplay;
export const versions = tslab.versions;
