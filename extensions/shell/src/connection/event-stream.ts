import { StudioEvent } from '@atelier-ml/api';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { EventStreamState, IEventStream } from '../tokens.ts';

/** The part of EventSource that is used; tests hand over their own. */
export interface EventSourceLike {
  addEventListener(type: string, listener: (event: MessageEvent) => void): void;
  close(): void;
  readonly readyState: number;
}

export interface EventStreamOptions {
  open(): EventSourceLike;
  /** Waiting times before the first and the longest-awaited new attempt, in ms. */
  retry?: { first: number; longest: number };
  /** Milliseconds without a sign of life after which a stream counts as broken. */
  silence?: number;
}

const CLOSED = 2;
/** The server gives a sign of life every five seconds. */
const SILENCE = 12_000;

/**
 * Keeps one event stream open. A break that the browser mends by itself is resumed by
 * `Last-Event-ID`. One that it gives up (the server was away), or on which nothing comes any more,
 * ends in a new stream that knows nothing of the old one, so it starts with a reset.
 */
export class EventStream implements IEventStream, IDisposable {
  readonly stateChanged = new Signal<this, EventStreamState>(this);
  readonly changed = new Signal<this, StudioEvent>(this);
  readonly reset = new Signal<this, void>(this);
  readonly #options: EventStreamOptions;
  #source: EventSourceLike | null = null;
  #state: EventStreamState = 'connecting';
  #missed = false;
  #delay: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#delay = this.#first;
    this.#connect();
  }

  get state(): EventStreamState {
    return this.#state;
  }

  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Tries now instead of after the waiting time. */
  reconnect(): void {
    if (this.#state !== 'open' && !this.#disposed) {
      this.#connect();
    }
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#watch);
    this.#source?.close();
    Signal.clearData(this);
  }

  get #first(): number {
    return this.#options.retry?.first ?? 500;
  }

  #connect(): void {
    clearTimeout(this.#timer);
    if (this.#source) {
      // also one that the browser would have mended: what came meanwhile is not told again
      this.#source.close();
      this.#missed = true;
    }
    const source = this.#options.open();
    this.#source = source;
    this.#listenFor();
    source.addEventListener('open', () => {
      this.#listenFor();
      this.#delay = this.#first;
      this.#become('open');
      if (this.#missed) {
        this.#missed = false;
        this.reset.emit();
      }
    });
    source.addEventListener('heartbeat', () => this.#listenFor());
    source.addEventListener('change', event => {
      this.#listenFor();
      const change = StudioEvent.safeParse(parse(event.data));
      if (change.success) {
        this.changed.emit(change.data);
      }
    });
    source.addEventListener('reset', () => this.reset.emit());
    source.addEventListener('error', () => {
      if (source !== this.#source || this.#disposed) {
        return;
      }
      if (source.readyState === CLOSED) {
        this.#break();
      } else {
        this.#become('connecting');
      }
    });
  }

  /** From now on a sign of life is due. */
  #listenFor(): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => {
      this.#source?.close();
      this.#break();
    }, this.#options.silence ?? SILENCE);
  }

  #break(): void {
    clearTimeout(this.#watch);
    this.#missed = true;
    this.#become('closed');
    this.#timer = setTimeout(() => this.#connect(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, this.#options.retry?.longest ?? 15_000);
  }

  #become(state: EventStreamState): void {
    if (state !== this.#state) {
      this.#state = state;
      this.stateChanged.emit(state);
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
