import type { KernelUsage } from '@atelier-ml/api';
import { EventFedModel } from '@atelier-ml/shell';
import type { IApiClient, IEventStream } from '@atelier-ml/shell';
import type { ISignal } from '@lumino/signaling';

/** Says which kernel is meant: that of what is in front. */
export interface KernelSource {
  readonly changed: ISignal<unknown, void>;
  readonly compute: { readonly kernelId: string | undefined } | undefined;
}

export interface KernelMeterOptions {
  client: Pick<IApiClient, 'api'>;
  events: Pick<IEventStream, 'changed' | 'reset'>;
  source: KernelSource;
  /** Milliseconds between two requests at least. */
  interval?: number;
}

/** Samples of an hour. */
const KEPT = 720;

/** What the kernel in front takes: each event of it brings what was measured since. */
export class KernelMeterModel extends EventFedModel {
  readonly #options: KernelMeterOptions;
  #kernelId: string | undefined;
  #usage: KernelUsage | undefined;

  constructor(options: KernelMeterOptions) {
    super({
      events: options.events,
      interval: options.interval ?? 500,
      concerns: ({ kind, name }) => kind === 'kernel' && name === this.#kernelId
    });
    this.#options = options;
    options.source.changed.connect(this.#follow, this);
    this.#follow();
  }

  /** Undefined: nothing is in front that has a kernel, or nothing is known of it yet. */
  get usage(): KernelUsage | undefined {
    return this.#usage;
  }

  #follow(): void {
    const { compute } = this.#options.source;
    if (compute?.kernelId !== this.#kernelId) {
      this.#kernelId = compute?.kernelId;
      this.#usage = undefined;
      this.changed.emit();
      this.refresh();
    }
  }

  /** A kernel that is not known yet is told of by its first event; what cannot be read stays. */
  protected override async read(): Promise<void> {
    const kernel = this.#kernelId;
    if (kernel === undefined) {
      return;
    }
    const known = this.#usage;
    const after = known?.items.at(-1)?.number ?? 0;
    try {
      const { api } = this.#options.client;
      const found = await api.compute.kernelUsage({ params: { kernel }, query: { after } });
      if (kernel === this.#kernelId && !this.isDisposed) {
        // a kernel that was started anew keeps its id, and begins anew; so does a server
        const goesOn = known?.pid === found.pid && (found.items[0]?.number ?? Infinity) > after;
        const before = goesOn ? known.items : [];
        this.#usage = { ...found, items: [...before, ...found.items].slice(-KEPT) };
        this.changed.emit();
      }
    } catch (error) {
      const isGone = (error as { code?: string }).code === 'not-found';
      if (isGone && kernel === this.#kernelId && this.#usage && !this.isDisposed) {
        this.#usage = undefined;
        this.changed.emit();
      }
    }
  }
}
