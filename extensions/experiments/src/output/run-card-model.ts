import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { LiveRun, RunHandle } from '../live/index.ts';
import type { MetricPoints } from '../metrics/index.ts';
import type { StaticOutput } from './run-output.ts';

/** One output cell's view of a run; it outlives the cell's being scrolled out of sight. */
export class RunCardModel implements IDisposable {
  readonly #handle: RunHandle;
  readonly #changed = new Signal<this, void>(this);
  #fallback: StaticOutput;
  #metric: string | null = null;

  constructor(handle: RunHandle, fallback: StaticOutput) {
    this.#handle = handle;
    this.#fallback = fallback;
    handle.run.changed.connect(this.#onRun, this);
  }

  get run(): LiveRun {
    return this.#handle.run;
  }
  /** What the notebook itself remembers of the run. */
  get fallback(): StaticOutput {
    return this.#fallback;
  }
  get changed(): ISignal<this, void> {
    return this.#changed;
  }
  get isDisposed(): boolean {
    return this.#handle.isDisposed;
  }

  /** The metric that is drawn: the chosen one, else the one with the most points; null if none is a line yet. */
  get drawn(): MetricPoints | null {
    const { metrics } = this.run;
    const chosen = this.#metric === null ? undefined : metrics.get(this.#metric);
    const longest = [...metrics.values()].reduce<MetricPoints | null>(
      (best, points) => (points.count > (best?.count ?? 1) ? points : best),
      null
    );
    return chosen ?? longest;
  }

  draw(metric: string): void {
    this.#metric = metric;
    this.#changed.emit();
  }

  setFallback(fallback: StaticOutput): void {
    this.#fallback = fallback;
    this.#changed.emit();
  }

  dispose(): void {
    this.run.changed.disconnect(this.#onRun, this);
    Signal.clearData(this);
    this.#handle.dispose();
  }

  #onRun(): void {
    this.#changed.emit();
  }
}
