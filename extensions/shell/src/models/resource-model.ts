import type { StudioEvent } from '@atelier-ml/api';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { IEventStream } from '../tokens.ts';
import { coalesced } from './coalesced.ts';

export interface ResourceModelOptions<T> {
  fetch(signal: AbortSignal): Promise<T>;
  events: Pick<IEventStream, 'changed' | 'reset'>;
  /** Events of these kinds reload it. */
  kinds: readonly StudioEvent['kind'][];
  /** Only events about this id count, if it is given; its deletion makes the model `gone`. */
  subjectId?: string;
  /** Events with these actions count; all but `progressed` if left out. */
  actions?: readonly StudioEvent['action'][];
  reloadInterval?: number;
}

export type ResourceState = 'loading' | 'ready' | 'error' | 'gone';

/** One thing of the server that keeps itself up to date: what a page is about. */
export class ResourceModel<T> implements IDisposable {
  readonly changed = new Signal<this, void>(this);
  readonly #options: ResourceModelOptions<T>;
  readonly #reloads: ReturnType<typeof coalesced>;
  #value: T | undefined;
  #state: ResourceState = 'loading';
  #error: unknown;
  #request: AbortController | null = null;
  #disposed = false;

  constructor(options: ResourceModelOptions<T>) {
    this.#options = options;
    this.#reloads = coalesced(() => this.reload(), options.reloadInterval ?? 250);
    options.events.changed.connect(this.#onEvent, this);
    options.events.reset.connect(this.#reloads.request, this);
    void this.reload();
  }

  /** The last that was fetched; it stays while it is fetched anew. */
  get value(): T | undefined {
    return this.#value;
  }
  get state(): ResourceState {
    return this.#state;
  }
  get error(): unknown {
    return this.#error;
  }
  get isDisposed(): boolean {
    return this.#disposed;
  }

  async reload(): Promise<void> {
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    try {
      const value = await this.#options.fetch(request.signal);
      if (!request.signal.aborted) {
        this.set(value);
      }
    } catch (error) {
      if (!request.signal.aborted) {
        this.#error = error;
        this.#state = (error as { code?: string }).code === 'not-found' ? 'gone' : 'error';
        this.changed.emit();
      }
    }
  }

  /** Takes over what an answer to a change has told already. */
  set(value: T): void {
    this.#value = value;
    this.#error = undefined;
    this.#state = 'ready';
    this.changed.emit();
  }

  dispose(): void {
    this.#disposed = true;
    this.#reloads.end();
    this.#request?.abort();
    Signal.clearData(this);
  }

  #onEvent(_: unknown, event: StudioEvent): void {
    const { kinds, subjectId, actions = ['created', 'updated', 'deleted'] } = this.#options;
    if (!kinds.includes(event.kind) || (subjectId && event.subjectId !== subjectId)) {
      return;
    }
    if (subjectId && event.action === 'deleted') {
      this.#request?.abort();
      this.#state = 'gone';
      this.changed.emit();
    } else if (actions.includes(event.action)) {
      this.#reloads.request();
    }
  }
}
