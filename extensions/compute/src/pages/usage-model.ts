import type { ComputeKernel } from '@atelier-ml/api';
import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/** What the kernels of an instance took together at one moment. */
export interface UsageSample {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** 100 is one processor. */
  readonly cpuPercent: number;
  /** Bytes. */
  readonly memory: number;
}

/** How many, and the bytes that they take. */
export interface WaitingKernels {
  readonly count: number;
  readonly memory: number;
}

const KEPT = 600;

/** What an instance takes over time: the server is asked every other second while somebody looks. */
export class UsageModel implements IDisposable {
  #kernels: readonly ComputeKernel[] = [];
  #samples: readonly UsageSample[] = [];
  readonly #poll: Poll;
  readonly #changed = new Signal<this, void>(this);

  /** Kernels that were started in advance. */
  waiting: WaitingKernels = { count: 0, memory: 0 };

  constructor(
    fetch: () => Promise<{ items: ComputeKernel[]; waiting: WaitingKernels }>,
    interval = 2_000
  ) {
    this.#poll = new Poll({
      name: '@atelier-ml/compute:usage',
      factory: async () => this.#take(await fetch()),
      frequency: { interval, backoff: true, max: 30_000 },
      standby: 'when-hidden'
    });
  }

  get kernels(): readonly ComputeKernel[] {
    return this.#kernels;
  }

  /** The oldest first; the last twenty minutes at most. */
  get samples(): readonly UsageSample[] {
    return this.#samples;
  }

  get changed(): ISignal<this, void> {
    return this.#changed;
  }

  get isDisposed(): boolean {
    return this.#poll.isDisposed;
  }

  refresh(): Promise<void> {
    return this.#poll.refresh();
  }

  dispose(): void {
    if (!this.isDisposed) {
      this.#poll.dispose();
      Signal.clearData(this);
    }
  }

  #take({ items: kernels, waiting }: { items: ComputeKernel[]; waiting: WaitingKernels }): void {
    if (this.isDisposed) {
      return;
    }
    this.#kernels = kernels;
    this.waiting = waiting;
    const sample = {
      at: Date.now(),
      cpuPercent: kernels.reduce((sum, kernel) => sum + kernel.cpuPercent, 0),
      memory: kernels.reduce((sum, kernel) => sum + kernel.memory, 0)
    };
    this.#samples = [...this.#samples, sample].slice(-KEPT);
    this.#changed.emit();
  }
}
