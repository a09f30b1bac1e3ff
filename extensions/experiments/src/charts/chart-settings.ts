import type { Smoothing } from '@atelier-ml/ui';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { HorizontalAxis } from '../metrics/index.ts';
import { browserStore } from './settings-store.ts';
import type { SettingsStore } from './settings-store.ts';

export interface ChartValues {
  readonly axis: HorizontalAxis;
  readonly smoothing: Smoothing;
  readonly logX: boolean;
  readonly logY: boolean;
  /** Outliers do not stretch the vertical axis. */
  readonly clip: boolean;
  /** Groups that the user has folded or unfolded, by prefix. */
  readonly folds: Readonly<Record<string, boolean>>;
  /** Charts that stand above all groups, in their order. */
  readonly pinned: readonly string[];
  /** Charts that the user has put in an order; the others follow by name. */
  readonly order: readonly string[];
  /** Groups whose charts are all shown, however many. */
  readonly whole: readonly string[];
  /** Only charts whose metric holds this text. */
  readonly search: string;
  /** Ids of runs whose lines are switched off. */
  readonly hidden: ReadonlySet<string>;
}

const DEFAULTS: ChartValues = {
  axis: 'step',
  smoothing: { kind: 'ema', weight: 0 },
  logX: false,
  logY: false,
  clip: false,
  folds: {},
  pinned: [],
  order: [],
  whole: [],
  search: '',
  hidden: new Set()
};

/** What is kept for the next time that charts of the same experiment are looked at. */
const KEPT = ['axis', 'smoothing', 'logX', 'logY', 'clip', 'folds', 'pinned', 'order'] as const;

/** How the charts of a page are drawn; it outlives the page's being moved in the window. */
export class ChartSettings {
  readonly #changed = new Signal<this, void>(this);
  readonly #store: SettingsStore;
  #name: string | null = null;
  #values = DEFAULTS;

  constructor(store: SettingsStore = browserStore) {
    this.#store = store;
  }

  get values(): ChartValues {
    return this.#values;
  }
  get changed(): ISignal<this, void> {
    return this.#changed;
  }

  /** Takes up what was kept under a name, e.g. an experiment's id, and keeps changes there. */
  remember(name: string): void {
    if (name !== this.#name) {
      this.#name = name;
      this.#values = { ...this.#values, ...readValues(this.#store.read(`charts:${name}`)) };
      this.#changed.emit();
    }
  }

  set(values: Partial<ChartValues>): void {
    this.#values = { ...this.#values, ...values };
    if (this.#name !== null) {
      const kept = Object.fromEntries(KEPT.map(key => [key, this.#values[key]]));
      this.#store.write(`charts:${this.#name}`, kept);
    }
    this.#changed.emit();
  }

  togglePin(metric: string): void {
    const { pinned } = this.#values;
    this.set({
      pinned: pinned.includes(metric) ? pinned.filter(one => one !== metric) : [...pinned, metric]
    });
  }

  /** Puts a chart in front of another one; `all`: the charts beside it, as they stand now. */
  move(metric: string, before: string | null, all: readonly string[]): void {
    const others = all.filter(one => one !== metric);
    const at = before === null ? others.length : others.indexOf(before);
    const moved = [...others.slice(0, at), metric, ...others.slice(at)];
    const { pinned, order } = this.#values;
    if (pinned.includes(metric)) {
      this.set({ pinned: moved.filter(one => pinned.includes(one)) });
    } else {
      this.set({ order: [...order.filter(one => !moved.includes(one)), ...moved] });
    }
  }
}

/** What an earlier visit, or another version, has left: only what is of the right kind. */
function readValues(stored: unknown): Partial<ChartValues> {
  if (typeof stored !== 'object' || stored === null) {
    return {};
  }
  const values = Object.entries(stored).filter(([key, value]) => {
    const usual = (DEFAULTS as unknown as Record<string, unknown>)[key];
    return (
      KEPT.some(one => one === key) &&
      typeof value === typeof usual &&
      value !== null &&
      Array.isArray(value) === Array.isArray(usual)
    );
  });
  return Object.fromEntries(values);
}
