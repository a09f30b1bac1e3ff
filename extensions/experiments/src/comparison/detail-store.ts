import type { Client, RunDetail } from '@atelier-ml/api';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

export interface DetailStoreOptions {
  readonly api: Client;
  readonly workspace: string;
}

const REQUESTS_AT_ONCE = 4;

/** Details of runs (environment, cells, datasets, artifacts), fetched when a view asks for them. */
export class DetailStore implements IDisposable {
  readonly #options: DetailStoreOptions;
  readonly #changed = new Signal<this, void>(this);
  readonly #stop = new AbortController();
  readonly #waiting: string[] = [];
  /** Null: it cannot be had. */
  #details: ReadonlyMap<string, RunDetail | null> = new Map();
  #asked = new Set<string>();
  #running = 0;

  constructor(options: DetailStoreOptions) {
    this.#options = options;
  }

  get changed(): ISignal<this, void> {
    return this.#changed;
  }
  get isDisposed(): boolean {
    return this.#stop.signal.aborted;
  }
  /** The same object until something has come. */
  get details(): ReadonlyMap<string, RunDetail | null> {
    return this.#details;
  }

  /** Fetches what has not been asked for. */
  want(runs: readonly string[]): void {
    for (const run of runs) {
      if (!this.#asked.has(run)) {
        this.#asked.add(run);
        this.#waiting.push(run);
      }
    }
    while (this.#running < REQUESTS_AT_ONCE && this.#waiting.length > 0) {
      this.#running += 1;
      void this.#work();
    }
  }

  /** What these runs have may have changed: it is fetched again when a view asks. */
  forget(runs: readonly string[]): void {
    runs.forEach(run => this.#asked.delete(run));
  }

  dispose(): void {
    this.#stop.abort();
    Signal.clearData(this);
  }

  async #work(): Promise<void> {
    const { api, workspace } = this.#options;
    for (let run = this.#waiting.shift(); run && !this.isDisposed; run = this.#waiting.shift()) {
      let detail: RunDetail | null = this.#details.get(run) ?? null;
      try {
        detail = await api.runs.get({ params: { workspace, run }, signal: this.#stop.signal });
      } catch {
        // the view says which runs have told nothing
      }
      this.#details = new Map(this.#details).set(run, detail);
      this.#changed.emit();
    }
    this.#running -= 1;
  }
}
