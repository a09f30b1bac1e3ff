import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { HorizontalAxis } from '../metrics/index.ts';

export interface ChartValues {
  readonly axis: HorizontalAxis;
  /** Weight of the moving average, 0…0.99. */
  readonly smoothing: number;
  readonly logX: boolean;
  readonly logY: boolean;
  /** Groups that the user has folded or unfolded, by prefix. */
  readonly folds: Readonly<Record<string, boolean>>;
  /** Groups whose charts are all shown, however many. */
  readonly whole: readonly string[];
  /** Ids of runs whose lines are switched off. */
  readonly hidden: ReadonlySet<string>;
}

const DEFAULTS: ChartValues = {
  axis: 'step',
  smoothing: 0,
  logX: false,
  logY: false,
  folds: {},
  whole: [],
  hidden: new Set()
};

/** How the charts of a page are drawn; it outlives the page's being moved in the window. */
export class ChartSettings {
  readonly #changed = new Signal<this, void>(this);
  #values = DEFAULTS;

  get values(): ChartValues {
    return this.#values;
  }
  get changed(): ISignal<this, void> {
    return this.#changed;
  }

  set(values: Partial<ChartValues>): void {
    this.#values = { ...this.#values, ...values };
    this.#changed.emit();
  }
}
