import type { Client, RunDetail, StudioEvent } from '@atelier-ml/api';
import { hasCode } from '@atelier-ml/api';
import type { IEventStream } from '@atelier-ml/shell';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { MetricPoints } from '../metrics/index.ts';
import { mergePoints } from '../metrics/index.ts';
import { isActive } from '../runs/index.ts';
import type { RequestQueue } from './request-queue.ts';
import { createRefresher } from './refresher.ts';
import type { Refresher } from './refresher.ts';

export type LiveRunState = 'loading' | 'ready' | 'error' | 'gone';

export interface LiveRunOptions {
  readonly api: Client;
  readonly events: IEventStream;
  readonly queue: RequestQueue;
  readonly workspace: string;
  readonly run: string;
  /** Points of a metric that are fetched at once. */
  readonly resolution: number;
  /** How long a running run's details may be behind its metrics, in milliseconds. */
  readonly detailInterval?: number;
}

/** Points of a metric that are fetched at once; the server samples what is more. */
export const DEFAULT_RESOLUTION = 2_000;
export const FULL_RESOLUTION = 100_000;
/** Points beyond the resolution that may gather before the sample is taken anew. */
const GROWTH = 4;

/** One run as it goes on: its details, and the points of its metrics, of which only new ones are fetched. */
export class LiveRun implements IDisposable {
  readonly #options: LiveRunOptions;
  readonly #changed = new Signal<this, void>(this);
  readonly #stop = new AbortController();
  readonly #details: Refresher;
  readonly #history: Refresher;
  #value: RunDetail | null = null;
  #state: LiveRunState = 'loading';
  #error: unknown = null;
  #metrics: ReadonlyMap<string, MetricPoints> = new Map();
  #position = 0;
  #epoch = 0;
  #interrupted = false;
  #resolution: number;
  #historyState: 'loading' | 'ready' = 'loading';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LiveRunOptions) {
    this.#options = options;
    this.#resolution = options.resolution;
    this.#details = createRefresher(() => this.#attempt(() => this.#fetchDetail()));
    this.#history = createRefresher(() => this.#attempt(() => this.#fetchHistory()));
    options.events.changed.connect(this.#onEvent, this);
    options.events.reset.connect(this.#onReset, this);
    options.events.stateChanged.connect(this.#onStreamState, this);
    void this.reload();
  }

  get id(): string {
    return this.#options.run;
  }
  get workspace(): string {
    return this.#options.workspace;
  }
  /** The last that is known of the run; stays when it is deleted or the server is down. */
  get value(): RunDetail | null {
    return this.#value;
  }
  get state(): LiveRunState {
    return this.#state;
  }
  /** Why the last request failed; null once one has succeeded. */
  get error(): unknown {
    return this.#error;
  }
  get metrics(): ReadonlyMap<string, MetricPoints> {
    return this.#metrics;
  }
  /** Nothing is heard from the server at the moment. */
  get interrupted(): boolean {
    return this.#interrupted;
  }
  get historyState(): 'loading' | 'ready' {
    return this.#historyState;
  }
  /** Points of a metric that are fetched at once. */
  get resolution(): number {
    return this.#resolution;
  }
  get changed(): ISignal<this, void> {
    return this.#changed;
  }
  get isDisposed(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Fetches the details, and the points since the last time. */
  async reload(): Promise<void> {
    await Promise.all([this.#details.refresh(), this.#history.refresh()]);
  }

  /** Takes the sample anew with so many points a metric. */
  async setResolution(points: number): Promise<void> {
    this.#resolution = points;
    this.#startOver();
    await this.reload();
  }

  /** More points of a part of a metric than the whole is drawn with. */
  async fetchFiner(key: string, fromStep: number, toStep: number): Promise<MetricPoints | null> {
    const { api, workspace, run, queue } = this.#options;
    const { series } = await queue.add(() =>
      api.runs.history({
        params: { workspace, run },
        query: { key, fromStep, toStep, maximumPoints: this.#resolution },
        signal: this.#stop.signal
      })
    );
    return series[0] ? mergePoints(undefined, series[0]) : null;
  }

  dispose(): void {
    if (!this.isDisposed) {
      this.#stop.abort();
      clearTimeout(this.#timer);
      Signal.clearData(this);
    }
  }

  #onEvent(_: IEventStream, event: StudioEvent): void {
    if (event.kind !== 'run' || event.subjectId !== this.id) {
      return;
    }
    if (event.action === 'deleted') {
      this.#startOver();
      this.#become('gone');
    } else if (event.action === 'progressed' && this.#value) {
      void this.#history.refresh();
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        void this.#details.refresh();
      }, this.#options.detailInterval ?? 1_000);
    } else {
      void this.reload();
    }
  }

  #onReset(): void {
    void this.reload();
  }

  /** Progress is not kept for late readers: after an interruption it must be asked for. */
  #onStreamState(_: IEventStream, state: IEventStream['state']): void {
    const interrupted = state !== 'open';
    if (interrupted !== this.#interrupted) {
      this.#interrupted = interrupted;
      this.#changed.emit();
    }
    const behind = !this.#value || this.#error !== null || isActive(this.#value.status);
    if (state === 'open' && behind) {
      void this.reload();
    }
  }

  /** What is on its way is dropped when it arrives; the next fetch begins at the first point. */
  #startOver(): void {
    this.#epoch += 1;
    this.#position = 0;
  }

  async #fetchDetail(): Promise<void> {
    const { api, workspace, run } = this.#options;
    const epoch = this.#epoch;
    const value = await api.runs.get({ params: { workspace, run }, signal: this.#stop.signal });
    if (epoch === this.#epoch) {
      this.#value = value;
      this.#become('ready');
    }
  }

  async #fetchHistory(): Promise<void> {
    const { api, workspace, run, queue } = this.#options;
    const after = this.#position;
    const epoch = this.#epoch;
    const { series, position } = await queue.add(() =>
      api.runs.history({
        params: { workspace, run },
        query: { after, maximumPoints: this.#resolution },
        signal: this.#stop.signal
      })
    );
    if (epoch !== this.#epoch) {
      return;
    }
    const metrics = new Map(after === 0 ? [] : this.#metrics);
    for (const fresh of series) {
      metrics.set(fresh.key, mergePoints(metrics.get(fresh.key), fresh));
    }
    const limit = this.#resolution * (1 + GROWTH);
    const grown = [...metrics.values()].some(points => points.steps.length > limit);
    const news = series.length > 0 || this.#historyState === 'loading';
    this.#position = grown ? 0 : position;
    this.#metrics = metrics;
    this.#historyState = 'ready';
    if (news) {
      this.#changed.emit();
    }
  }

  async #attempt(task: () => Promise<void>): Promise<void> {
    const epoch = this.#epoch;
    try {
      await task();
      if (this.#error !== null && this.#state === 'ready') {
        this.#error = null;
        this.#changed.emit();
      }
    } catch (error) {
      if (this.isDisposed || epoch !== this.#epoch) {
        return;
      }
      this.#error = error;
      const missing = hasCode(error, 'not-found');
      this.#become(missing ? 'gone' : this.#value ? 'ready' : 'error');
    }
  }

  #become(state: LiveRunState): void {
    if (!this.isDisposed) {
      this.#state = state;
      this.#changed.emit();
    }
  }
}
