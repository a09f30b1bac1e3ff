import type {
  IApiClient,
  IEventStream,
  INotifier,
  IPages,
  IPanels,
  IPreferences,
  IWorkspaceScope
} from '@atelier-ml/shell';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { JSONObject } from '@lumino/coreutils';
import type { CanonicalForm } from './comparison/code/canonical-code.ts';
import type { NotebookDoor } from './comparison/notebook-door.ts';
import type { RunFeed } from './live/index.ts';
import type { Highlighter, OpenCells, RunFilter } from './runs/index.ts';

/** What the area's commands, lists and pages work with. */
export interface ExperimentsServices {
  readonly client: IApiClient;
  readonly events: IEventStream;
  readonly scope: IWorkspaceScope;
  readonly panels: IPanels;
  readonly pages: IPages;
  readonly notifier: INotifier;
  readonly preferences: IPreferences;
  readonly trans: TranslationBundle;
  readonly commands: CommandRegistry;
  readonly feed: RunFeed;
  readonly highlighter: Highlighter;
  /** What code means to its parser; without one every change of text is a change. */
  readonly codeForm?: CanonicalForm;
  /** Open notebooks, where there is a window that can hold them. */
  readonly notebooks?: NotebookDoor;
  /** Notebooks that are open; without it nothing is said about what has changed in them. */
  readonly openCells?: OpenCells;
  /** Draws what notebooks and figures hold; without it they are shown as text. */
  readonly rendermime?: IRenderMimeRegistry | null;
  /** What the panel's list of runs shows, and which of them are chosen. */
  readonly filter: RunFilter;
}

/** The page of an experiment or of a run; `workspace` is an id, or `~` for the active one. */
export interface AssetArgs extends JSONObject {
  id: string;
  name: string;
  workspace: string;
}

/** A page about a whole workspace. */
export interface WorkspaceArgs extends JSONObject {
  workspace: string;
}

/**
 * The page that compares runs. `state`, as a saved view keeps it, may say which instead, and how
 * they are shown; `view` and `name` are those of the saved view that it comes from.
 */
export interface CompareArgs extends JSONObject {
  runs: string[];
  workspace: string;
}
