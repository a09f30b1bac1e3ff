import type { Workspace } from '@atelier-ml/api';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { IApiClient, IEventStream, IWorkspaceScope } from '../tokens.ts';

/** The server's name for "the one that this user has made active". */
const ACTIVE = '~';

export interface WorkspaceScopeOptions {
  client: Pick<IApiClient, 'api'>;
  events: Pick<IEventStream, 'changed' | 'reset'>;
}

/** Follows the active workspace, also when it is switched in another window or in a kernel. */
export class WorkspaceScope implements IWorkspaceScope, IDisposable {
  readonly changed = new Signal<this, Workspace | null>(this);
  readonly #options: WorkspaceScopeOptions;
  #current: Workspace | null = null;
  #asked = 0;
  #disposed = false;

  constructor(options: WorkspaceScopeOptions) {
    this.#options = options;
    options.events.changed.connect(this.#onEvent, this);
    options.events.reset.connect(this.#refresh, this);
    this.#refresh();
  }

  get current(): Workspace | null {
    return this.#current;
  }

  get reference(): string {
    return this.#current?.id ?? ACTIVE;
  }

  get isDisposed(): boolean {
    return this.#disposed;
  }

  async activate(workspace: string): Promise<void> {
    const asked = ++this.#asked;
    const active = await this.#options.client.api.workspaces.activate({ params: { workspace } });
    this.#become(active, asked);
  }

  dispose(): void {
    this.#disposed = true;
    Signal.clearData(this);
  }

  #onEvent(_: unknown, event: { kind: string }): void {
    if (event.kind === 'workspace') {
      this.#refresh();
    }
  }

  #refresh(): void {
    const asked = ++this.#asked;
    this.#options.client.api.workspaces
      .get({ params: { workspace: ACTIVE } })
      .then(active => this.#become(active, asked))
      // whoever lists something meets the same failure and shows it
      .catch(() => undefined);
  }

  #become(workspace: Workspace, asked: number): void {
    // an older answer must not undo a newer one
    if (this.#disposed || asked !== this.#asked) {
      return;
    }
    const before = this.#current;
    this.#current = workspace;
    if (before?.id !== workspace.id || before.name !== workspace.name) {
      this.changed.emit(workspace);
    }
  }
}
