import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/** Chosen runs: some by id, or all that match, fetched or not. */
export class TableSelection {
  readonly #changed = new Signal<this, void>(this);
  #ids: ReadonlySet<string> = new Set();
  #all = false;

  get changed(): ISignal<this, void> {
    return this.#changed;
  }
  /** Ids in the order of choosing; empty where all are chosen. */
  get ids(): ReadonlySet<string> {
    return this.#ids;
  }
  /** Every run that matches is chosen. */
  get all(): boolean {
    return this.#all;
  }
  get isEmpty(): boolean {
    return !this.#all && this.#ids.size === 0;
  }

  has(id: string): boolean {
    return this.#all || this.#ids.has(id);
  }

  /** Adds runs, or takes them out. Out of all nothing is taken: the others are not known. */
  mark(ids: Iterable<string>, chosen: boolean): void {
    const next = new Set(this.#all ? [] : this.#ids);
    for (const id of ids) {
      if (chosen) {
        next.add(id);
      } else {
        next.delete(id);
      }
    }
    this.#become(next, false);
  }

  chooseAll(): void {
    this.#become(new Set(), true);
  }

  clear(): void {
    if (!this.isEmpty) {
      this.#become(new Set(), false);
    }
  }

  forget(id: string): void {
    if (this.#ids.has(id)) {
      this.mark([id], false);
    }
  }

  #become(ids: ReadonlySet<string>, all: boolean): void {
    this.#ids = ids;
    this.#all = all;
    this.#changed.emit();
  }
}
