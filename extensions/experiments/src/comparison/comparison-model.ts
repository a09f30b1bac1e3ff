import type { RunDetail } from '@atelier-ml/api';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { ChartSettings } from '../charts/index.ts';
import { DEFAULT_RESOLUTION } from '../live/index.ts';
import type { LiveRun, RunFeed, RunHandle } from '../live/index.ts';
import type { MetricDirection } from '../metrics/index.ts';
import { ColorSlots } from './color-slots.ts';
import type { Statistic } from './comparison-rows.ts';

export interface ComparedRun {
  readonly live: LiveRun;
  /** Which of the series colours it has, as long as it is compared. */
  readonly colour: number;
}

export interface ComparisonOptions {
  readonly feed: RunFeed;
  readonly workspace: string;
  readonly runs: readonly string[];
}

/** What the comparison's tables and scatter show. */
export interface ComparisonView {
  readonly tab: string;
  readonly onlyDifferences: boolean;
  readonly statistic: Statistic;
  readonly directions: ReadonlyMap<string, MetricDirection>;
  /** Param and metric of the scatter; null: the first that there is. */
  readonly scatterParam: string | null;
  readonly scatterMetric: string | null;
}

const COLORS = 10;
const DASHES = 4;
/** Points over all runs that a metric is drawn with: more cannot be told apart. */
const POINTS_OVER_ALL = 20_000;
const FEWEST_POINTS = 400;

/** Runs that are compared, live. Emits no more than is heard of them: who renders does so once a frame. */
export class ComparisonModel implements IDisposable {
  readonly charts = new ChartSettings();
  readonly #options: ComparisonOptions;
  readonly #changed = new Signal<this, void>(this);
  readonly #slots = new ColorSlots(COLORS, DASHES);
  readonly #resolution: number;
  #handles: readonly { readonly handle: RunHandle; readonly colour: number }[] = [];
  #disposed = false;
  #view: ComparisonView = {
    tab: 'curves',
    onlyDifferences: false,
    statistic: 'last',
    directions: new Map(),
    scatterParam: null,
    scatterMetric: null
  };

  constructor(options: ComparisonOptions) {
    this.#options = options;
    this.#resolution = Math.min(
      DEFAULT_RESOLUTION,
      Math.max(FEWEST_POINTS, Math.floor(POINTS_OVER_ALL / Math.max(1, options.runs.length)))
    );
    this.charts.changed.connect(() => this.#changed.emit(), this);
    this.add(options.runs);
  }

  get changed(): ISignal<this, void> {
    return this.#changed;
  }
  get isDisposed(): boolean {
    return this.#disposed;
  }
  get runs(): readonly ComparedRun[] {
    return this.#handles.map(({ handle, colour }) => ({ live: handle.run, colour }));
  }
  /** Those whose details have been fetched. */
  get known(): readonly RunDetail[] {
    return this.#handles.flatMap(({ handle }) => handle.run.value ?? []);
  }
  get view(): ComparisonView {
    return this.#view;
  }

  set(view: Partial<ComparisonView>): void {
    this.#view = { ...this.#view, ...view };
    this.#changed.emit();
  }

  /** Says of a metric whether its higher or its lower values are the better ones. */
  setDirection(metric: string, direction: MetricDirection): void {
    this.set({ directions: new Map(this.#view.directions).set(metric, direction) });
  }

  add(runs: Iterable<string>): void {
    const held = new Set(this.#handles.map(({ handle }) => handle.run.id));
    const added = [...new Set(runs)]
      .filter(id => !held.has(id))
      .map(id => {
        const handle = this.#options.feed.open(this.#options.workspace, id, this.#resolution);
        handle.run.changed.connect(this.#onRun, this);
        return { handle, colour: this.#slots.take(id) };
      });
    this.#handles = [...this.#handles, ...added];
    this.#changed.emit();
  }

  remove(run: string): void {
    const removed = this.#handles.find(({ handle }) => handle.run.id === run);
    if (removed) {
      this.#handles = this.#handles.filter(one => one !== removed);
      this.#slots.release(run);
      removed.handle.run.changed.disconnect(this.#onRun, this);
      removed.handle.dispose();
      this.#changed.emit();
    }
  }

  /** Switches the curves of a run off, or on again. */
  toggle(run: string): void {
    const hidden = new Set(this.charts.values.hidden);
    if (!hidden.delete(run)) {
      hidden.add(run);
    }
    this.charts.set({ hidden });
  }

  dispose(): void {
    if (!this.#disposed) {
      this.#disposed = true;
      for (const { handle } of this.#handles) {
        handle.run.changed.disconnect(this.#onRun, this);
        handle.dispose();
      }
      Signal.clearData(this);
    }
  }

  #onRun(): void {
    this.#changed.emit();
  }
}
