import type { Host } from '@atelier-ml/api';
import type { IApiClient } from '@atelier-ml/shell';
import { Poll } from '@lumino/polling';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/** The load of the machine, which the server sends no events for: asked every few seconds while somebody looks. */
export class HostModel implements IDisposable {
  #host: Host | null = null;
  #error: unknown = null;
  readonly #poll: Poll;
  readonly #changed = new Signal<this, void>(this);

  constructor({ api }: Pick<IApiClient, 'api'>, interval = 5_000) {
    this.#poll = new Poll({
      name: '@atelier-ml/compute:host',
      factory: async () => this.#update(api),
      frequency: { interval, backoff: true, max: 60_000 },
      standby: 'when-hidden'
    });
  }

  get host(): Host | null {
    return this.#host;
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

  async #update(api: IApiClient['api']): Promise<void> {
    try {
      this.#host = await api.compute.host();
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
