import type { Client, StudioEvent, Workspace } from '@atelier-ml/api';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import type { JSONObject } from '@lumino/coreutils';
import { DisposableDelegate } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type {
  GuideStep,
  IApiClient,
  IEventStream,
  IGuide,
  INotifier,
  IPages,
  IPanels,
  IPreferences,
  IWorkspaceScope,
  PageSpec,
  PanelSpec,
  SectionSpec
} from '../tokens.ts';

/** The routes that a test answers itself, e.g. `{ datasets: { list: async () => … } }`. */
type Answers<T> = {
  [K in keyof T]?: T[K] extends (...input: never[]) => unknown ? T[K] : Answers<T[K]>;
};

const WORKSPACE: Workspace = {
  id: '0'.repeat(31) + '1',
  name: 'default',
  description: '',
  active: true,
  createdAt: 0,
  updatedAt: 0
};

/** The services of the shell without a server and without a window; what is asked of them is recorded. */
export function buildFakeStudio(answers: Answers<Client> = {}) {
  const emitter = {};
  const changed = new Signal<IEventStream, StudioEvent>(emitter as IEventStream);
  const reset = new Signal<IEventStream, void>(emitter as IEventStream);
  const scopeChanged = new Signal<IWorkspaceScope, Workspace | null>(emitter as IWorkspaceScope);
  const panels = new Map<string, PanelSpec>();
  const sections: (SectionSpec & { panel: string })[] = [];
  const pageSpecs = new Map<string, PageSpec>();
  const steps: GuideStep[] = [];
  const opened: { page: string; args: JSONObject }[] = [];
  const closed: { page: string; args: JSONObject }[] = [];
  const openedPanels: string[] = [];
  const errors: unknown[] = [];
  const messages: string[] = [];
  const downloads: { path: string; filename: string }[] = [];
  const uploads: Blob[] = [];
  const nothing = () => new DisposableDelegate(() => undefined);
  let workspace: Workspace | null = WORKSPACE;

  const client: IApiClient = {
    api: refusingUnknown(answers, '') as Client,
    url: path => `/atelier${path}`,
    upload: async (file, options) => {
      uploads.push(file);
      options?.onProgress?.(file.size, file.size);
      return { sha256: 'a'.repeat(64), size: file.size };
    },
    download: (path, filename) => void downloads.push({ path, filename }),
    unreachable: new Signal<IApiClient, void>(emitter as IApiClient)
  };
  const events: IEventStream = {
    state: 'open',
    stateChanged: new Signal<IEventStream, 'open'>(emitter as IEventStream),
    changed,
    reset
  };
  const scope: IWorkspaceScope = {
    get current() {
      return workspace;
    },
    get reference() {
      return workspace?.id ?? '~';
    },
    changed: scopeChanged,
    activate: async id => setWorkspace({ ...WORKSPACE, id, name: id })
  };
  const setWorkspace = (next: Workspace | null) => {
    workspace = next;
    scopeChanged.emit(next);
  };
  const notifier: INotifier = {
    success: message => void messages.push(message),
    info: message => void messages.push(message),
    warning: message => void messages.push(message),
    error: error => void errors.push(error),
    attempt: async task => {
      try {
        return await task();
      } catch (error) {
        errors.push(error);
        return undefined;
      }
    }
  };
  const panelRegistry: IPanels = {
    add: panel => (panels.set(panel.id, panel), nothing()),
    addSection: (panel, section) => (sections.push({ ...section, panel }), nothing()),
    open: panel => void openedPanels.push(panel)
  };
  const pages: IPages = {
    add: page => (pageSpecs.set(page.name, page as unknown as PageSpec), nothing()),
    open: (page, args = {}) => void opened.push({ page, args }),
    close: (page, args = {}) => void closed.push({ page, args })
  };
  const guide: IGuide = { add: step => (steps.push(step), nothing()) };
  const preferences: IPreferences = {
    pageSize: 100,
    confirmDelete: false,
    get: () => undefined,
    set: () => undefined,
    ready: Promise.resolve(),
    changed: new Signal<IPreferences, void>(emitter as IPreferences)
  };
  return {
    client,
    events,
    scope,
    notifier,
    panels: panelRegistry,
    pages,
    guide,
    preferences,
    commands: new CommandRegistry(),
    trans: nullTranslator.load('atelier'),
    workspace: WORKSPACE,
    setWorkspace,
    /** Says that something has changed. */
    emit: (event: Partial<StudioEvent> & Pick<StudioEvent, 'kind' | 'action'>) =>
      changed.emit({ id: 1, workspaceId: WORKSPACE.id, subjectId: '', name: '', at: 0, ...event }),
    emitReset: () => reset.emit(),
    recorded: {
      panels,
      sections,
      pageSpecs,
      steps,
      opened,
      closed,
      openedPanels,
      errors,
      messages,
      downloads,
      uploads
    }
  };
}
export type FakeStudio = ReturnType<typeof buildFakeStudio>;

/** A call of a route that the test gave no answer for fails with the route's name. */
function refusingUnknown(answers: object, path: string): unknown {
  const call = (...input: unknown[]) => {
    void input;
    return Promise.reject(new Error(`The test answers no call of ${path}.`));
  };
  return new Proxy(call, {
    get: (target, name) => {
      if (typeof name === 'symbol' || name === 'then') {
        return Reflect.get(target, name);
      }
      const answer = (answers as Record<string, unknown>)[name];
      return typeof answer === 'function'
        ? answer
        : refusingUnknown((answer as object | undefined) ?? {}, path ? `${path}.${name}` : name);
    }
  });
}
