import type {
  Blob as StoredBlob,
  Client,
  ErrorCode,
  StudioEvent,
  Workspace
} from '@atelier-ml/api';
import type { LabIcon } from '@jupyterlab/ui-components';
import type { JSONObject, JSONValue } from '@lumino/coreutils';
import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

export interface UploadOptions {
  /** Bytes sent so far, and all of them. */
  onProgress?: (sent: number, total: number) => void;
  signal?: AbortSignal;
}

/** The Atelier server, reached through Jupyter with Jupyter's own authentication. */
export interface IApiClient {
  /** One function a route; failures reject with AtelierError. */
  readonly api: Client;
  /** The address of a path of the server, e.g. for a link that downloads. */
  url(path: string): string;
  /** Stores the bytes of a file; rejects with AtelierError. */
  upload(file: Blob, options?: UploadOptions): Promise<StoredBlob>;
  /** Lets the browser save what a GET path answers. */
  download(path: string, filename: string): void;
  /** Fires when a call found nobody answering, or has waited long for an answer. */
  readonly unreachable: ISignal<IApiClient, void>;
}
export const IApiClient = new Token<IApiClient>(
  '@atelier-ml/shell:IApiClient',
  'The typed client of the Atelier server. Use it to call any route of the contract, to upload and to download.'
);

export type EventStreamState = 'connecting' | 'open' | 'closed';

/** What the server says has changed. There is one stream a window; nobody polls. */
export interface IEventStream {
  readonly state: EventStreamState;
  readonly stateChanged: ISignal<IEventStream, EventStreamState>;
  /** Something has been created, updated, deleted, or has progressed. */
  readonly changed: ISignal<IEventStream, StudioEvent>;
  /** Events were missed: fetch everything anew. */
  readonly reset: ISignal<IEventStream, void>;
}
export const IEventStream = new Token<IEventStream>(
  '@atelier-ml/shell:IEventStream',
  'The event stream of the Atelier server. Use it to reload what has changed.'
);

export interface ServerProblem {
  readonly code: ErrorCode | string;
  readonly message: string;
  readonly remedy?: string;
}
/** `unresponsive`: it runs and does not answer. `unreachable`: Jupyter itself does not answer. */
export type ServerState =
  'unknown' | 'starting' | 'running' | 'failed' | 'stopped' | 'unresponsive' | 'unreachable';

/** The process behind the interface: is it up, why not, start it again. */
export interface IServerMonitor {
  readonly state: ServerState;
  readonly problem: ServerProblem | null;
  /** The last lines that the server wrote. */
  readonly log: readonly string[];
  readonly changed: ISignal<IServerMonitor, void>;
  /** Asks for the state now; while the server is down this happens by itself, ever more slowly. */
  check(): Promise<void>;
  restart(): Promise<void>;
}
export const IServerMonitor = new Token<IServerMonitor>(
  '@atelier-ml/shell:IServerMonitor',
  'The state of the Atelier server process. Use it to show why it is down and to restart it.'
);

/** The workspace that the user works in: the scope of every list and of every new asset. */
export interface IWorkspaceScope {
  /** Null until the server has answered for the first time. */
  readonly current: Workspace | null;
  /** For the `workspace` parameter of a route: the id, or `~` while it is not known. */
  readonly reference: string;
  /** Fires when another workspace becomes current, and when the current one is renamed. */
  readonly changed: ISignal<IWorkspaceScope, Workspace | null>;
  activate(workspace: string): Promise<void>;
}
export const IWorkspaceScope = new Token<IWorkspaceScope>(
  '@atelier-ml/shell:IWorkspaceScope',
  'The active workspace. Use it to scope calls, and to switch.'
);

/** A button that runs a command. */
export interface CommandAction {
  readonly command: string;
  readonly args?: JSONObject;
}

export interface PanelSpec {
  /** The area's word, e.g. `datasets`. */
  readonly id: string;
  readonly title: string;
  readonly icon: LabIcon;
  readonly rank: number;
}

/** What a section says beside its title, also while it is folded. */
export interface SectionCount extends IDisposable {
  /** A number or a few words, such as “3 active”; empty where there is nothing to tell. */
  readonly text: string;
  readonly changed: ISignal<unknown, void>;
}

export interface SectionSpec {
  /** Unique in its panel. */
  readonly id: string;
  readonly title: string;
  readonly rank: number;
  /** Buttons in the section's title bar; icon and caption are the command's own. */
  readonly actions?: readonly CommandAction[];
  /** Made once, when the panel is first shown, and disposed with the section. */
  createCount?(): SectionCount;
  /** Makes the content, once, when the panel is first shown. */
  createContent(): Widget;
}

/** The side panels. A section may be added before its panel. */
export interface IPanels {
  add(panel: PanelSpec): IDisposable;
  addSection(panel: string, section: SectionSpec): IDisposable;
  /** Brings a panel to the front; unfolds the section if one is named. */
  open(panel: string, section?: string): void;
}
export const IPanels = new Token<IPanels>(
  '@atelier-ml/shell:IPanels',
  'The side panels of the studio. Use it to add a panel or a section of one.'
);

/** What a page gets to know of its tab. */
export interface IPageHost<A extends JSONObject = JSONObject> {
  readonly args: A;
  /** The workspace that was active when the page was opened; the page stays with it. */
  readonly workspace: string;
  setTitle(label: string): void;
  close(): void;
}

export interface PageSpec<A extends JSONObject = JSONObject> {
  /** Unique, e.g. `dataset`. */
  readonly name: string;
  readonly icon: LabIcon;
  /** The tab's title until the page sets a better one. */
  title(args: A): string;
  /** Two calls with the same key share one tab; e.g. the asset's id. */
  key(args: A): string;
  /** Imports the page's code, then answers what makes its widget. */
  load(): Promise<(host: IPageHost<A>) => Widget>;
}

/** Pages of the main area: one tab an asset, kept over a reload of the browser. */
export interface IPages {
  add<A extends JSONObject>(page: PageSpec<A>): IDisposable;
  /** `beside` splits the window for a tab that is not there yet. */
  open(page: string, args?: JSONObject, options?: { beside?: boolean }): void;
  /** Closes the tab of a deleted asset. */
  close(page: string, args?: JSONObject): void;
}
export const IPages = new Token<IPages>(
  '@atelier-ml/shell:IPages',
  'The main-area pages of the studio. Use it to add a page and to open one.'
);

/** The one place that tells the user how things went. */
export interface INotifier {
  success(message: string): void;
  info(message: string): void;
  /** Stays until it is read; `action` is a button that does what `run` does. */
  warning(message: string, action?: { readonly label: string; run(): void }): void;
  /** Shows message and remedy of any thrown value. */
  error(error: unknown): void;
  /** Runs the task; a failure is shown, and the answer is undefined. */
  attempt<T>(task: () => Promise<T>): Promise<T | undefined>;
}
export const INotifier = new Token<INotifier>(
  '@atelier-ml/shell:INotifier',
  'Messages to the user. Use it to show an error with its remedy.'
);

/** What the user has set for the whole studio. */
export interface IPreferences {
  /** Items that a list fetches at once. */
  readonly pageSize: number;
  readonly confirmDelete: boolean;
  /** Any other setting of the studio's schema. */
  get(name: string): JSONValue | undefined;
  set(name: string, value: JSONValue): void;
  /** Resolves when the settings are loaded, or cannot be. */
  readonly ready: Promise<void>;
  readonly changed: ISignal<IPreferences, void>;
}
export const IPreferences = new Token<IPreferences>(
  '@atelier-ml/shell:IPreferences',
  'The user’s settings of the studio.'
);

/** One step of the guided path. */
export interface GuideStep {
  readonly id: string;
  readonly rank: number;
  readonly title: string;
  /** One or two sentences: what to do, and why. */
  readonly description: string;
  /** The button of the step; `label` is the command's if left out. */
  readonly action?: CommandAction & { readonly label?: string };
  /** A step that is announced and not there yet: a sentence that says so; it is never ticked. */
  readonly later?: string;
  /** Kinds of events after which `isDone` is asked again. */
  readonly kinds?: readonly StudioEvent['kind'][];
  /** Whether the workspace has what the step is about. */
  isDone?(): Promise<boolean>;
}

/** The way of a newcomer through the studio; each area adds its own step. */
export interface IGuide {
  add(step: GuideStep): IDisposable;
}
export const IGuide = new Token<IGuide>(
  '@atelier-ml/shell:IGuide',
  'The guided path of the welcome page. Use it to add a step.'
);
