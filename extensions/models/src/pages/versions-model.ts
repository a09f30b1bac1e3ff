import type { Model, ModelVersion } from '@atelier-ml/api';
import type { ResourceModel } from '@atelier-ml/shell';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/** All versions of a model, and which of them the page shows: the newest, until another is chosen. */
export class VersionsModel implements IDisposable {
  #items: readonly ModelVersion[] = [];
  #error: unknown = null;
  #chosen: number | null = null;
  #isDisposed = false;
  readonly #model: ResourceModel<Model>;
  readonly #fetch: () => Promise<{ items: ModelVersion[] }>;
  readonly #changed = new Signal<this, void>(this);

  constructor(model: ResourceModel<Model>, fetch: () => Promise<{ items: ModelVersion[] }>) {
    this.#model = model;
    this.#fetch = fetch;
    model.changed.connect(this.#follow, this);
  }

  /** The newest first. */
  get items(): readonly ModelVersion[] {
    return this.#items;
  }

  get error(): unknown {
    return this.#error;
  }

  get shown(): ModelVersion | undefined {
    return (
      this.#items.find(({ version }) => version === this.#chosen) ??
      this.#model.value?.latest ??
      undefined
    );
  }

  get changed(): ISignal<this, void> {
    return this.#changed;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Shows this version from now on. */
  choose(version: number): void {
    this.#chosen = version === this.#model.value?.latest.version ? null : version;
    this.#changed.emit();
  }

  async reload(): Promise<void> {
    try {
      this.#items = (await this.#fetch()).items;
      this.#error = null;
    } catch (error) {
      this.#error = error;
    }
    if (!this.#isDisposed) {
      this.#changed.emit();
    }
  }

  dispose(): void {
    if (!this.#isDisposed) {
      this.#isDisposed = true;
      Signal.clearData(this);
    }
  }

  #follow(): void {
    if (this.#model.state === 'ready') {
      void this.reload();
    }
  }
}
