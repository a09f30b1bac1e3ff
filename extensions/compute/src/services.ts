import type {
  IApiClient,
  IEventStream,
  INotifier,
  IPages,
  IPanels,
  IPreferences,
  IWorkspaceScope
} from '@atelier-ml/shell';
import type { ServiceManager } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

/** What the area's parts work with; made once, in the plugin. */
export interface ComputeServices {
  client: IApiClient;
  events: IEventStream;
  scope: IWorkspaceScope;
  panels: IPanels;
  pages: IPages;
  notifier: INotifier;
  preferences: IPreferences;
  jupyter: ServiceManager.IManager;
  trans: TranslationBundle;
  commands: CommandRegistry;
}

/** Which instance a command is about; `workspace` is the active one if left out. */
export interface InstanceArgs {
  [key: string]: string;
  id: string;
  name: string;
  workspace: string;
}
