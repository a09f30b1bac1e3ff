import type {
  IApiClient,
  IEventStream,
  INotifier,
  IPages,
  IPanels,
  IWorkspaceScope
} from '@atelier-ml/shell';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

/** What the area's parts work with; made once, in the plugin. */
export interface UsageServices {
  client: IApiClient;
  events: IEventStream;
  scope: IWorkspaceScope;
  panels: IPanels;
  pages: IPages;
  notifier: INotifier;
  trans: TranslationBundle;
  commands: CommandRegistry;
}
