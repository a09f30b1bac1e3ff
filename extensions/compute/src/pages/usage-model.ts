import type { ComputeKernel, UsageSample } from '@atelier-ml/api';
import { EventFedModel } from '@atelier-ml/shell';
import type { IEventStream } from '@atelier-ml/shell';

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
export class UsageModel extends EventFedModel {
  readonly #options: UsageModelOptions;
  #kernels: readonly ComputeKernel[] = [];
  #waiting: WaitingKernels = { count: 0, memory: 0 };
  #samples: readonly UsageSample[] = [];

  constructor(options: UsageModelOptions) {
    super({
      events: options.events,
      interval: INTERVAL,
      concerns: ({ kind, subjectId }) => kind === 'compute' && subjectId === options.subject
    });
    this.#options = options;
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

  protected override async read(): Promise<void> {
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
    if (!this.isDisposed) {
      this.changed.emit();
    }
  }
}
