import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { ChartRange } from './series.ts';

/** What charts with the same horizontal axis share: the zoom, and where the pointer is. */
export class ChartLink {
  readonly #changed = new Signal<this, 'range' | 'cursor'>(this);
  #range: ChartRange | null = null;
  #cursor: number | null = null;

  /** What is looked at; null: everything. It stays while points arrive. */
  get range(): ChartRange | null {
    return this.#range;
  }
  get cursor(): number | null {
    return this.#cursor;
  }
  get changed(): ISignal<this, 'range' | 'cursor'> {
    return this.#changed;
  }

  zoom(range: ChartRange | null): void {
    const same =
      range === this.#range || (range && this.#range && range.join() === this.#range.join());
    if (!same) {
      this.#range = range;
      this.#changed.emit('range');
    }
  }

  point(x: number | null): void {
    if (x !== this.#cursor) {
      this.#cursor = x;
      this.#changed.emit('cursor');
    }
  }
}
