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
  #classes: readonly string[] = [];
  readonly #score: (inputs: Row[]) => Promise<ScoreResponse>;
  readonly #classesOf: (model: ScoreResponse['model']) => Promise<string[]>;
  readonly #changed = new Signal<this, void>(this);

  constructor(
    score: (inputs: Row[]) => Promise<ScoreResponse>,
    classesOf: (model: ScoreResponse['model']) => Promise<string[]> = async () => []
  ) {
    this.#score = score;
    this.#classesOf = classesOf;
  }

  get response(): ScoreResponse | null {
    return this.#response;
  }

  /** What the probabilities of the answer stand for, in their order; empty where unknown. */
  get classes(): readonly string[] {
    return this.#classes;
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
      const response = await this.#score(inputs);
      const roundTrip = performance.now() - started;
      this.#classes = await this.#classesOf(response.model);
      this.#response = response;
      this.#error = null;
      this.#roundTrip = roundTrip;
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
