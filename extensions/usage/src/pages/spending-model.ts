import type { UsageHistory } from '@atelier-ml/api';
import { PolledModel } from '@atelier-ml/shell';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { UsageServices } from '../services.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How far back, and how long each bar is. */
export const SPANS = {
  day: { length: DAY, every: 'hour', step: HOUR },
  week: { length: 7 * DAY, every: 'day', step: DAY },
  month: { length: 30 * DAY, every: 'day', step: DAY }
} as const;
export type Span = keyof typeof SPANS;

export type Measure = 'cost' | 'energyKwh' | 'carbonGrams' | 'cpuHours' | 'gpuHours';

/** What the active workspace, or all of them, held over time; asked for anew twice a minute. */
export class SpendingModel implements IDisposable {
  readonly changed = new Signal<this, void>(this);
  readonly #poll: PolledModel<UsageHistory>;
  #span: Span = 'week';
  #measure: Measure = 'cost';
  #isOfAll = false;

  constructor({ client, scope }: Pick<UsageServices, 'client' | 'scope'>) {
    this.#poll = new PolledModel({
      name: '@atelier-ml/usage:spending',
      fetch: () => {
        const { every, length } = SPANS[this.#span];
        const query = { every, from: Date.now() - length };
        return client.api.usage.history({
          query: this.#isOfAll ? query : { ...query, workspace: scope.reference }
        });
      },
      interval: 30_000,
      longestInterval: 120_000
    });
    this.#poll.changed.connect(() => this.changed.emit());
  }

  get history(): UsageHistory | null {
    return this.#poll.value;
  }
  get error(): unknown {
    return this.#poll.error;
  }
  get span(): Span {
    return this.#span;
  }
  get measure(): Measure {
    return this.#measure;
  }
  get isOfAll(): boolean {
    return this.#isOfAll;
  }
  get isDisposed(): boolean {
    return this.#poll.isDisposed;
  }

  show(wanted: { span?: Span; measure?: Measure; isOfAll?: boolean }): void {
    this.#span = wanted.span ?? this.#span;
    this.#measure = wanted.measure ?? this.#measure;
    this.#isOfAll = wanted.isOfAll ?? this.#isOfAll;
    this.changed.emit();
    void this.refresh();
  }

  refresh(): Promise<void> {
    return this.#poll.refresh();
  }

  dispose(): void {
    this.#poll.dispose();
    Signal.clearData(this);
  }
}

/** Every hour or day of the span, also those in which nothing was held. */
export function barsOf(
  { buckets, to }: UsageHistory,
  span: Span
): { at: number; bucket: UsageHistory['buckets'][number] | null }[] {
  const { length, step } = SPANS[span];
  const last = Math.floor(to / step) * step;
  const count = length / step;
  const known = new Map(buckets.map(bucket => [bucket.at, bucket]));
  return Array.from({ length: count }, (_, place) => {
    const at = last - (count - 1 - place) * step;
    return { at, bucket: known.get(at) ?? null };
  });
}
