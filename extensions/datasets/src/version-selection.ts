import type { Dataset } from '@atelier-ml/api';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/** Which version a page shows: the newest, until an older one is chosen. */
export class VersionSelection {
  #chosen: number | null = null;
  readonly #changed = new Signal<this, void>(this);

  get changed(): ISignal<this, void> {
    return this.#changed;
  }

  of(dataset: Dataset): number {
    return this.#chosen ?? dataset.latest.version;
  }

  /** Shows this version from now on; null follows the newest. */
  choose(version: number | null): void {
    this.#chosen = version;
    this.#changed.emit();
  }
}
