import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

export interface RunOrder {
  /** `started`, `name` or `metric:<key>`. */
  readonly by: string;
  readonly direction: 'ascending' | 'descending';
}

export const LATEST_FIRST: RunOrder = { by: 'started', direction: 'descending' };

/** Which runs a list shows, in which order, and which of them are chosen. */
export class RunFilter {
  readonly #changed = new Signal<this, void>(this);
  readonly #queryChanged = new Signal<this, void>(this);
  #experiment: { id: string; name: string } | null;
  #order = LATEST_FIRST;
  #selected: ReadonlySet<string> = new Set();

  constructor(experiment: { id: string; name: string } | null = null) {
    this.#experiment = experiment;
  }

  /** Null: runs of all experiments. */
  get experiment(): { id: string; name: string } | null {
    return this.#experiment;
  }
  get order(): RunOrder {
    return this.#order;
  }
  /** Ids of the chosen runs, in the order of choosing. */
  get selected(): ReadonlySet<string> {
    return this.#selected;
  }
  get changed(): ISignal<this, void> {
    return this.#changed;
  }
  /** Fires when other runs, or the same in another order, have to be fetched. */
  get queryChanged(): ISignal<this, void> {
    return this.#queryChanged;
  }

  showExperiment(experiment: { id: string; name: string } | null): void {
    if (experiment?.id !== this.#experiment?.id) {
      this.#experiment = experiment;
      this.#selected = new Set();
      this.#queryChanged.emit();
      this.#changed.emit();
    }
  }

  /** Orders by this; a second time it turns the direction round. */
  orderBy(by: string, direction?: RunOrder['direction']): void {
    const turned = this.#order.direction === 'descending' ? 'ascending' : 'descending';
    const first = by === 'name' ? 'ascending' : 'descending';
    this.#order = { by, direction: direction ?? (by === this.#order.by ? turned : first) };
    this.#queryChanged.emit();
    this.#changed.emit();
  }

  select(runs: Iterable<string>): void {
    this.#selected = new Set(runs);
    this.#changed.emit();
  }

  /** Takes runs that are no longer there out of the selection. */
  forget(run: string): void {
    if (this.#selected.has(run)) {
      this.select([...this.#selected].filter(id => id !== run));
    }
  }
}
