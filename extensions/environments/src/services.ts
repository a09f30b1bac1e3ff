import type {
  IApiClient,
  IEventStream,
  INotifier,
  IPages,
  IPanels,
  IPreferences,
  IWorkspaceScope
} from '@atelier-ml/shell';
import type { Kernel } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

/** What the area's parts work with; made once, in the plugin. */
export interface EnvironmentServices {
  client: IApiClient;
  events: IEventStream;
  scope: IWorkspaceScope;
  panels: IPanels;
  pages: IPages;
  notifier: INotifier;
  preferences: IPreferences;
  trans: TranslationBundle;
  commands: CommandRegistry;
  /** The kernel of the document in front, if it has one. */
  currentKernel(): Kernel.IKernelConnection | null;
}

/** Which environment a command is about; `workspace` is the active one if left out. */
export interface EnvironmentArgs {
  [key: string]: string;
  id: string;
  name: string;
  workspace: string;
}
