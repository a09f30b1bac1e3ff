import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { ChartSettings } from '../charts/index.ts';
import type { LiveRun, RunHandle } from '../live/index.ts';

/** What a run's page shows; it outlives the page's being moved in the window. */
export class RunPageModel implements IDisposable {
  readonly charts = new ChartSettings();
  readonly #handle: RunHandle;
  readonly #changed = new Signal<this, void>(this);
  #tab = 'overview';
  #preview: string | null = null;

  constructor(handle: RunHandle) {
    this.#handle = handle;
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
  get changed(): ISignal<this, void> {
    return this.#changed;
  }
  get isDisposed(): boolean {
    return this.#handle.isDisposed;
  }

  showTab(tab: string): void {
    this.#tab = tab;
    this.#changed.emit();
  }

  showPreview(path: string | null): void {
    this.#preview = path;
    this.#changed.emit();
  }

  dispose(): void {
    Signal.clearData(this);
    this.#handle.dispose();
  }
}
