import type { StudioEvent } from '@atelier-ml/api';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { IEventStream, IWorkspaceScope } from '../tokens.ts';
import { coalesced } from './coalesced.ts';

export interface ListPage<T> {
  items: T[];
  total: number;
  nextCursor?: string;
}
export interface ListPageQuery {
  search?: string;
  limit: number;
  cursor?: string;
}

export interface ListModelOptions<T> {
  fetchPage(query: ListPageQuery, signal: AbortSignal): Promise<ListPage<T>>;
  events: Pick<IEventStream, 'changed' | 'reset'>;
  /** Events of these kinds in the active workspace reload the list. */
  kinds: readonly StudioEvent['kind'][];
  /** Events with these actions count; all but `progressed` if left out. */
  actions?: readonly StudioEvent['action'][];
  /** Left out for lists that are not within a workspace. */
  scope?: Pick<IWorkspaceScope, 'current' | 'changed'>;
  pageSize?: number;
  /** Milliseconds: between keystroke and search, and between two reloads. */
  searchDelay?: number;
  reloadInterval?: number;
}

export type ListState = 'loading' | 'ready' | 'error';

/** The most that the server hands out at once. */
const LARGEST_PAGE = 1000;
const ACTIONS: readonly StudioEvent['action'][] = ['created', 'updated', 'deleted'];

/**
 * A searchable list that is fetched page by page and keeps itself up to date. While it reloads
 * it goes on showing what it has; only the newest request counts.
 */
export class ListModel<T> implements IDisposable {
  readonly changed = new Signal<this, void>(this);
  readonly #options: ListModelOptions<T>;
  readonly #reloads: ReturnType<typeof coalesced>;
  #items: readonly T[] = [];
  #total = 0;
  #nextCursor: string | undefined;
  #state: ListState = 'loading';
  #error: unknown;
  #search = '';
  #more: Promise<void> | null = null;
  #request: AbortController | null = null;
  #searchTimer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;
  #started = false;

  constructor(options: ListModelOptions<T>) {
    this.#options = options;
    this.#reloads = coalesced(() => this.reload(), options.reloadInterval ?? 250);
    options.events.changed.connect(this.#onEvent, this);
    options.events.reset.connect(this.#reloads.request, this);
    options.scope?.changed.connect(this.#onScope, this);
  }

  get items(): readonly T[] {
    return this.#items;
  }
  /** How many match the search, fetched or not. */
  get total(): number {
    return this.#total;
  }
  /** `loading` only while there is nothing to show yet. */
  get state(): ListState {
    return this.#state;
  }
  get error(): unknown {
    return this.#error;
  }
  get search(): string {
    return this.#search;
  }
  get hasMore(): boolean {
    return this.#nextCursor !== undefined;
  }
  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Fetches the first page unless that has happened; a view calls it when it is shown. */
  start(): void {
    if (!this.#started) {
      void this.reload();
    }
  }

  setSearch(search: string): void {
    if (search !== this.#search) {
      this.#search = search;
      this.changed.emit();
      clearTimeout(this.#searchTimer);
      this.#searchTimer = setTimeout(
        () => void this.#fetchFirst(this.#pageSize),
        this.#options.searchDelay ?? 200
      );
    }
  }

  /** Fetches again as much as is there now. */
  async reload(): Promise<void> {
    await this.#fetchFirst(Math.min(Math.max(this.#items.length, this.#pageSize), LARGEST_PAGE));
  }

  /** Adds the next page; several calls at once are one. */
  loadMore = (): Promise<void> => {
    if (this.#nextCursor === undefined || this.#disposed) {
      return Promise.resolve();
    }
    this.#more ??= this.#fetchMore().finally(() => {
      this.#more = null;
    });
    return this.#more;
  };

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#searchTimer);
    this.#reloads.end();
    this.#request?.abort();
    Signal.clearData(this);
  }

  get #pageSize(): number {
    return this.#options.pageSize ?? 100;
  }

  #onEvent(_: unknown, event: StudioEvent): void {
    const { kinds, scope } = this.#options;
    const actions = this.#options.actions ?? ACTIONS;
    const here = !scope?.current || scope.current.id === event.workspaceId;
    if (this.#started && here && kinds.includes(event.kind) && actions.includes(event.action)) {
      this.#reloads.request();
    }
  }

  #onScope(): void {
    if (this.#started) {
      this.#show([], 0, undefined, 'loading');
      void this.#fetchFirst(this.#pageSize);
    }
  }

  async #fetchFirst(limit: number): Promise<void> {
    this.#started = true;
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    try {
      const search = this.#search.trim() || undefined;
      const page = await this.#options.fetchPage({ search, limit }, request.signal);
      if (!request.signal.aborted) {
        this.#show(page.items, page.total, page.nextCursor, 'ready');
      }
    } catch (error) {
      if (!request.signal.aborted) {
        this.#error = error;
        this.#state = 'error';
        this.changed.emit();
      }
    }
  }

  async #fetchMore(): Promise<void> {
    const request = this.#request;
    const cursor = this.#nextCursor;
    try {
      const search = this.#search.trim() || undefined;
      const signal = request?.signal ?? new AbortController().signal;
      const page = await this.#options.fetchPage({ search, limit: this.#pageSize, cursor }, signal);
      if (request === this.#request && !this.#disposed) {
        this.#show([...this.#items, ...page.items], page.total, page.nextCursor, 'ready');
      }
    } catch (error) {
      if (request === this.#request && !this.#disposed) {
        this.#error = error;
        this.#state = 'error';
        this.changed.emit();
      }
    }
  }

  #show(
    items: readonly T[],
    total: number,
    nextCursor: string | undefined,
    state: ListState
  ): void {
    this.#items = items;
    this.#total = total;
    this.#nextCursor = nextCursor;
    this.#state = state;
    this.#error = undefined;
    this.changed.emit();
  }
}
