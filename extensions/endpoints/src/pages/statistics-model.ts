import type { EndpointStatistics } from '@atelier-ml/api';
import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/** Requests and latencies, which the server sends no events for: asked every few seconds while somebody looks. */
export class StatisticsModel implements IDisposable {
  #value: EndpointStatistics | null = null;
  #error: unknown = null;
  readonly #poll: Poll;
  readonly #changed = new Signal<this, void>(this);

  constructor(fetch: () => Promise<EndpointStatistics>, interval = 3_000) {
    this.#poll = new Poll({
      name: '@atelier-ml/endpoints:statistics',
      factory: () => this.#update(fetch),
      frequency: { interval, backoff: true, max: 30_000 },
      standby: 'when-hidden'
    });
  }

  get value(): EndpointStatistics | null {
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

  async #update(fetch: () => Promise<EndpointStatistics>): Promise<void> {
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
