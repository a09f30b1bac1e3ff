import type { Client, MetricDefinition } from '@atelier-ml/api';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { MetricDirection } from '../metrics/index.ts';
import { guessDirection } from '../metrics/index.ts';

const MOST_KEYS = 2_000;

/** What runs have said of their metrics: unit, and which way is better. */
export class MetricGoals implements IDisposable {
  readonly #options: { readonly api: Client; readonly workspace: string };
  readonly #changed = new Signal<this, void>(this);
  readonly #stop = new AbortController();
  #experiments = '';
  #definitions: ReadonlyMap<string, MetricDefinition> = new Map();

  constructor(options: { readonly api: Client; readonly workspace: string }) {
    this.#options = options;
  }

  get changed(): ISignal<this, void> {
    return this.#changed;
  }
  get isDisposed(): boolean {
    return this.#stop.signal.aborted;
  }

  definitionOf(key: string): MetricDefinition | null {
    return this.#definitions.get(key) ?? null;
  }

  unitOf(key: string): string | null {
    return this.#definitions.get(key)?.unit ?? null;
  }

  /** Its goal as it was logged; else what its name suggests. */
  directionOf(key: string): MetricDirection {
    const goal = this.#definitions.get(key)?.goal;
    return goal ? (goal === 'maximize' ? 'higher' : 'lower') : guessDirection(key);
  }

  /** Asks for the definitions of these experiments' metrics, once. */
  async follow(experiments: Iterable<string>): Promise<void> {
    const ids = [...new Set(experiments)].sort().slice(0, 200);
    if (ids.length === 0 || ids.join() === this.#experiments) {
      return;
    }
    this.#experiments = ids.join();
    try {
      const { api, workspace } = this.#options;
      const { metrics } = await api.runs.keys({
        params: { workspace },
        body: { experiments: ids, prefix: '', limit: MOST_KEYS },
        signal: this.#stop.signal
      });
      this.#definitions = new Map(metrics.map(({ key, ...definition }) => [key, definition]));
      this.#changed.emit();
    } catch {
      // the names of metrics tell enough
    }
  }

  dispose(): void {
    this.#stop.abort();
    Signal.clearData(this);
  }
}
