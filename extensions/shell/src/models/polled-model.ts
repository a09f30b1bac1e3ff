import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

export interface PolledModelOptions<T> {
  /** Of the poll, e.g. `@atelier-ml/compute:host`. */
  name: string;
  fetch(): Promise<T>;
  /** Milliseconds from one answer to the next question. */
  interval: number;
  /** Milliseconds that it waits at most while nobody answers. */
  longestInterval: number;
}

/** A value that the server sends no events for: asked for again and again while the window is seen. */
export class PolledModel<T> implements IDisposable {
  #value: T | null = null;
  #error: unknown = null;
  readonly #poll: Poll;
  readonly #changed = new Signal<this, void>(this);

  constructor({ name, fetch, interval, longestInterval }: PolledModelOptions<T>) {
    this.#poll = new Poll({
      name,
      factory: () => this.#update(fetch),
      frequency: { interval, backoff: true, max: longestInterval },
      standby: 'when-hidden'
    });
  }

  /** The last that was answered; it stays while later questions fail. */
  get value(): T | null {
    return this.#value;
  }

  get error(): unknown {
    return this.#error;
  }

  get changed(): ISignal<this, void> {
    return this.#changed;
  }

  get isDisposed(): boolean {
    return this.#poll.isDisposed;
  }

  refresh(): Promise<void> {
    return this.#poll.refresh();
  }

  dispose(): void {
    if (!this.isDisposed) {
      this.#poll.dispose();
      Signal.clearData(this);
    }
  }

  async #update(fetch: () => Promise<T>): Promise<void> {
    try {
      this.#value = await fetch();
      this.#error = null;
    } catch (error) {
      this.#error = error;
      throw error;
    } finally {
      if (!this.isDisposed) {
        this.#changed.emit();
      }
    }
  }
}
