import type {
  IApiClient,
  IEventStream,
  INotifier,
  IPages,
  IPanels,
  IPreferences,
  IWorkspaceScope
} from '@atelier-ml/shell';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

/** A notebook that is open. */
export interface OpenNotebook {
  /** Relative to the user's files. */
  path: string;
  save(): Promise<void>;
}

/** What the area's parts work with; made once, in the plugin. */
export interface JobServices {
  client: IApiClient;
  events: IEventStream;
  scope: IWorkspaceScope;
  panels: IPanels;
  pages: IPages;
  notifier: INotifier;
  preferences: IPreferences;
  trans: TranslationBundle;
  commands: CommandRegistry;
  /** The notebook in front, if there is one. */
  currentNotebook(): OpenNotebook | null;
}

/** Which job or cluster a command is about; `workspace` is the active one if left out. */
export interface SubjectArgs {
  [key: string]: string;
  id: string;
  name: string;
  workspace: string;
}
