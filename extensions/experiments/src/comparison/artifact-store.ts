import type { Client, RunDetail } from '@atelier-ml/api';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

export interface ArtifactStoreOptions {
  readonly api: Client;
  readonly workspace: string;
}

/** Text of an artifact: `undefined` while it is on its way, null if it cannot be had. */
export type ArtifactText = string | null | undefined;

const REQUESTS_AT_ONCE = 4;
/** Larger ones are not compared, in bytes. */
const LARGEST = 4 * 1024 * 1024;

/** Small artifacts of many runs as text. What has the same content is fetched once. */
export class ArtifactStore implements IDisposable {
  readonly #options: ArtifactStoreOptions;
  readonly #changed = new Signal<this, void>(this);
  readonly #stop = new AbortController();
  readonly #texts = new Map<string, ArtifactText>();
  readonly #waiting: { run: string; path: string; sha256: string }[] = [];
  #running = 0;

  constructor(options: ArtifactStoreOptions) {
    this.#options = options;
  }

  get changed(): ISignal<this, void> {
    return this.#changed;
  }
  get isDisposed(): boolean {
    return this.#stop.signal.aborted;
  }

  /** The text of a run's artifact; asks for it if it has not been fetched. */
  text(run: Pick<RunDetail, 'id' | 'artifacts'>, path: string): ArtifactText {
    const artifact = run.artifacts.find(one => one.path === path);
    if (!artifact || artifact.size > LARGEST) {
      return null;
    }
    const { sha256 } = artifact;
    if (!this.#texts.has(sha256)) {
      this.#texts.set(sha256, undefined);
      this.#waiting.push({ run: run.id, path, sha256 });
      if (this.#running < REQUESTS_AT_ONCE) {
        this.#running += 1;
        void this.#work();
      }
    }
    return this.#texts.get(sha256);
  }

  dispose(): void {
    this.#stop.abort();
    Signal.clearData(this);
  }

  async #work(): Promise<void> {
    const { api, workspace } = this.#options;
    for (let next = this.#waiting.shift(); next && !this.isDisposed; next = this.#waiting.shift()) {
      const { run, path, sha256 } = next;
      try {
        const response = await api.runs.artifact({
          params: { workspace, run, path },
          signal: this.#stop.signal
        });
        this.#texts.set(sha256, await response.text());
      } catch {
        this.#texts.set(sha256, null);
      }
      this.#changed.emit();
    }
    this.#running -= 1;
  }
}
