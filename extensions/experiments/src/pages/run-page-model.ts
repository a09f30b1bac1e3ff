import { ChartLink } from '@atelier-ml/ui';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { browserStore, ChartSettings } from '../charts/index.ts';
import type { SettingsStore } from '../charts/index.ts';
import type { LiveRun, RunHandle } from '../live/index.ts';
import { LogModel } from '../logs/index.ts';
import type { LogModelOptions } from '../logs/index.ts';

/** A moment of a run: a step, and when it was. */
export interface RunMoment {
  readonly step: number;
  readonly time: number;
}

/** What a run's page shows; it outlives the page's being moved in the window. */
export class RunPageModel implements IDisposable {
  readonly charts: ChartSettings;
  readonly systemCharts: ChartSettings;
  readonly #handle: RunHandle;
  readonly #logOptions: Omit<LogModelOptions, 'workspace' | 'run'>;
  readonly #changed = new Signal<this, void>(this);
  readonly #links = new Map<string, ChartLink>();
  #log: LogModel | null = null;
  #tab = 'overview';
  #preview: string | null = null;
  #moment: RunMoment | null = null;

  constructor(
    handle: RunHandle,
    logOptions: Omit<LogModelOptions, 'workspace' | 'run'>,
    store: SettingsStore = browserStore
  ) {
    this.#handle = handle;
    this.#logOptions = logOptions;
    this.charts = new ChartSettings(store);
    this.systemCharts = new ChartSettings(store);
    this.systemCharts.set({ axis: 'relative' });
    handle.run.changed.connect(this.#onRun, this);
  }

  get run(): LiveRun {
    return this.#handle.run;
  }
  get tab(): string {
    return this.#tab;
  }
  /** Path of the artifact that is looked at. */
  get preview(): string | null {
    return this.#preview;
  }
  /** The moment at which the cells are looked at; null: all that was executed. */
  get moment(): RunMoment | null {
    return this.#moment;
  }
  /** What the run has written; fetched once somebody asks for it. */
  get log(): LogModel {
    const { workspace, id } = this.run;
    return (this.#log ??= new LogModel({ ...this.#logOptions, workspace, run: id }));
  }
  get changed(): ISignal<this, void> {
    return this.#changed;
  }
  get isDisposed(): boolean {
    return this.#handle.isDisposed;
  }

  /** Charts with the same horizontal axis zoom together, also on different tabs. */
  linkOf(charts: ChartSettings): ChartLink {
    const { axis } = charts.values;
    const link = this.#links.get(axis) ?? new ChartLink();
    this.#links.set(axis, link);
    return link;
  }

  showTab(tab: string): void {
    this.#tab = tab;
    this.#changed.emit();
  }

  showPreview(path: string | null): void {
    this.#preview = path;
    this.#changed.emit();
  }

  /** Shows the cells as they were at a moment, e.g. that of a point of a curve. */
  showMoment(moment: RunMoment | null): void {
    this.#moment = moment;
    this.showTab('code');
  }

  dispose(): void {
    this.run.changed.disconnect(this.#onRun, this);
    Signal.clearData(this);
    this.#log?.dispose();
    this.#handle.dispose();
  }

  #onRun(): void {
    const experiment = this.run.value?.experimentId;
    if (experiment) {
      this.charts.remember(experiment);
      this.systemCharts.remember(`${experiment}:system`);
    }
  }
}
