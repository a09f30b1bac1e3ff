import type { ComputeKernel, UsageSample } from '@atelier-ml/api';
import type { IEventStream } from '@atelier-ml/shell';
import { coalesced } from '@atelier-ml/shell';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

/** How many, and the bytes that they take. */
export interface WaitingKernels {
  readonly count: number;
  readonly memory: number;
}

export interface UsageModelOptions {
  events: Pick<IEventStream, 'changed' | 'reset'>;
  /** The id of the instance. */
  subject: string;
  fetchKernels(): Promise<{ items: ComputeKernel[]; waiting: WaitingKernels }>;
  fetchUsage(after: number): Promise<{ items: UsageSample[] }>;
}

/** Samples of an hour. */
const KEPT = 720;
const INTERVAL = 500;

/** What an instance takes over time: each event of it brings what was measured since. */
export class UsageModel implements IDisposable {
  readonly changed = new Signal<this, void>(this);
  readonly #options: UsageModelOptions;
  readonly #reads: ReturnType<typeof coalesced>;
  #kernels: readonly ComputeKernel[] = [];
  #waiting: WaitingKernels = { count: 0, memory: 0 };
  #samples: readonly UsageSample[] = [];
  #isDisposed = false;

  constructor(options: UsageModelOptions) {
    this.#options = options;
    this.#reads = coalesced(() => this.#read(), INTERVAL);
    options.events.changed.connect((_, { kind, subjectId }) => {
      if (kind === 'compute' && subjectId === options.subject) {
        this.#reads.request();
      }
    }, this);
    options.events.reset.connect(this.#reads.request, this);
    this.#reads.request();
  }

  get kernels(): readonly ComputeKernel[] {
    return this.#kernels;
  }

  /** Kernels that were started in advance. */
  get waiting(): WaitingKernels {
    return this.#waiting;
  }

  /** The oldest first; the last hour at most. */
  get samples(): readonly UsageSample[] {
    return this.#samples;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  dispose(): void {
    if (!this.#isDisposed) {
      this.#isDisposed = true;
      this.#reads.end();
      Signal.clearData(this);
    }
  }

  /** What cannot be read stays as it was. */
  async #read(): Promise<void> {
    const { fetchKernels, fetchUsage } = this.#options;
    const [kernels, usage] = await Promise.allSettled([
      fetchKernels(),
      fetchUsage(this.#samples.at(-1)?.at ?? 0)
    ]);
    if (kernels.status === 'fulfilled') {
      this.#kernels = kernels.value.items;
      this.#waiting = kernels.value.waiting;
    }
    if (usage.status === 'fulfilled') {
      this.#samples = [...this.#samples, ...usage.value.items].slice(-KEPT);
    }
    if (!this.#isDisposed) {
      this.changed.emit();
    }
  }
}
