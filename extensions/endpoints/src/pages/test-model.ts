import type { ScoreResponse } from '@atelier-ml/api';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

export type Row = Record<string, string | number | boolean | null>;

/** What was sent to the endpoint last, and what it answered. */
export class TestModel implements IDisposable {
  #response: ScoreResponse | null = null;
  #error: unknown = null;
  #roundTrip: number | null = null;
  #busy = false;
  #isDisposed = false;
  readonly #score: (inputs: Row[]) => Promise<ScoreResponse>;
  readonly #changed = new Signal<this, void>(this);

  constructor(score: (inputs: Row[]) => Promise<ScoreResponse>) {
    this.#score = score;
  }

  get response(): ScoreResponse | null {
    return this.#response;
  }

  get error(): unknown {
    return this.#error;
  }

  /** Milliseconds from the click to the answer. */
  get roundTrip(): number | null {
    return this.#roundTrip;
  }

  get busy(): boolean {
    return this.#busy;
  }

  get changed(): ISignal<this, void> {
    return this.#changed;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  async send(inputs: Row[]): Promise<void> {
    const started = performance.now();
    this.#busy = true;
    this.#emit();
    try {
      this.#response = await this.#score(inputs);
      this.#error = null;
      this.#roundTrip = performance.now() - started;
    } catch (error) {
      this.#response = null;
      this.#error = error;
    } finally {
      this.#busy = false;
      this.#emit();
    }
  }

  dispose(): void {
    if (!this.#isDisposed) {
      this.#isDisposed = true;
      Signal.clearData(this);
    }
  }

  #emit(): void {
    if (!this.#isDisposed) {
      this.#changed.emit();
    }
  }
}
