import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import {
  clientPlugin,
  eventsPlugin,
  monitorPlugin,
  notifierPlugin,
  scopePlugin
} from './connection.ts';
import { pagesPlugin, panelsPlugin, preferencesPlugin } from './frame.ts';
import { commandsPlugin, guidePlugin, welcomePlugin } from './guide.ts';
import { unsyncedPlugin } from './unsynced.ts';

/** What the shell adds to JupyterLab. */
export const plugins: JupyterFrontEndPlugin<unknown>[] = [
  clientPlugin,
  monitorPlugin,
  eventsPlugin,
  scopePlugin,
  notifierPlugin,
  panelsPlugin,
  pagesPlugin,
  preferencesPlugin,
  commandsPlugin,
  guidePlugin,
  welcomePlugin,
  unsyncedPlugin
];
