import type { Client } from '@atelier-ml/api';
import { coalesced } from '@atelier-ml/shell';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { MetricPoints } from '../metrics/index.ts';
import { mergePoints } from '../metrics/index.ts';
import { grouped } from './grouped.ts';

export interface CurveStoreOptions {
  readonly api: Client;
  readonly workspace: string;
  /** Milliseconds between two requests while runs go on. */
  readonly interval?: number;
}

/** Points over all runs that one metric is drawn with: more cannot be told apart. */
const POINTS_A_CHART = 24_000;
const FEWEST_POINTS = 60;
const MOST_POINTS = 1_000;
const FINER_POINTS = 1_000;
/** Points that one answer may hold: larger ones keep the first charts waiting. */
const POINTS_AN_ANSWER = 120_000;
const MOST_KEYS = 50;
const MOST_RUNS = 1_000;
const REQUESTS_AT_ONCE = 3;

type Points = ReadonlyMap<string, MetricPoints>;

/** The points of many runs, fetched metric by metric in as few requests as will do. */
export class CurveStore implements IDisposable {
  readonly #options: CurveStoreOptions;
  readonly #changed = new Signal<this, void>(this);
  readonly #stop = new AbortController();
  readonly #fetch: ReturnType<typeof coalesced>;
  #runs: readonly string[] = [];
  #keys: ReadonlySet<string> = new Set();
  /** By metric, then by run. */
  #curves: ReadonlyMap<string, Points> = new Map();
  /** Runs of a metric that have been asked for; those that have logged more since are taken out. */
  #asked = new Map<string, Set<string>>();
  #loading: ReadonlySet<string> = new Set();
  #error: unknown = null;

  constructor(options: CurveStoreOptions) {
    this.#options = options;
    this.#fetch = coalesced(() => this.#run(), options.interval ?? 250);
  }

  get changed(): ISignal<this, void> {
    return this.#changed;
  }
  /** Why the last request failed; null once one has succeeded. */
  get error(): unknown {
    return this.#error;
  }
  get isDisposed(): boolean {
    return this.#stop.signal.aborted;
  }

  /** The curves of a metric by run; the same object until one of them changes. */
  of(key: string): Points {
    return this.#curves.get(key) ?? NONE;
  }

  /** More points of a part of one curve. */
  async finer(
    run: string,
    key: string,
    fromStep: number,
    toStep: number
  ): Promise<MetricPoints | null> {
    const { api, workspace } = this.#options;
    const { series } = await api.runs.history({
      params: { workspace, run },
      query: { key, fromStep, toStep, maximumPoints: FINER_POINTS },
      signal: this.#stop.signal
    });
    return series[0] ? mergePoints(undefined, series[0]) : null;
  }

  /** Whether the first points of a metric are on their way. */
  isLoading(key: string): boolean {
    return this.#keys.has(key) && (this.#loading.has(key) || !this.#asked.has(key));
  }

  /** Says which runs and metrics are looked at; what is not there yet is fetched. */
  want(runs: readonly string[], keys: Iterable<string>): void {
    this.#runs = runs;
    this.#keys = new Set(keys);
    if (this.#missing().length > 0) {
      this.#fetch.request();
    }
  }

  /** Fetches the curves of these runs again: they have logged more. */
  refresh(runs: readonly string[]): void {
    for (const asked of this.#asked.values()) {
      runs.forEach(run => asked.delete(run));
    }
    if (this.#keys.size > 0) {
      this.#fetch.request();
    }
  }

  dispose(): void {
    if (!this.isDisposed) {
      this.#stop.abort();
      this.#fetch.end();
      Signal.clearData(this);
    }
  }

  #missing(): { key: string; runs: string[] }[] {
    return [...this.#keys].flatMap(key => {
      const asked = this.#asked.get(key);
      const runs = asked ? this.#runs.filter(run => !asked.has(run)) : [...this.#runs];
      return runs.length > 0 ? [{ key, runs }] : [];
    });
  }

  async #run(): Promise<void> {
    const points = Math.round(
      Math.min(
        MOST_POINTS,
        Math.max(FEWEST_POINTS, POINTS_A_CHART / Math.max(1, this.#runs.length))
      )
    );
    const batches = batchesOf(this.#missing(), points);
    for (const { keys, runs } of batches) {
      for (const key of keys) {
        const asked = this.#asked.get(key) ?? new Set();
        runs.forEach(run => asked.add(run));
        this.#asked.set(key, asked);
      }
    }
    this.#loading = new Set(batches.flatMap(({ keys }) => keys));
    const next = batches.values();
    await Promise.all(
      Array.from({ length: REQUESTS_AT_ONCE }, async () => {
        for (const batch of next) {
          await this.#load(batch, points);
        }
      })
    );
  }

  async #load({ keys, runs }: Batch, maximumPoints: number): Promise<void> {
    const { api, workspace } = this.#options;
    try {
      const { series } = await api.runs.histories({
        params: { workspace },
        body: { runs, keys, maximumPoints, times: true },
        signal: this.#stop.signal
      });
      const curves = new Map(this.#curves);
      for (const key of keys) {
        const points = new Map(curves.get(key));
        for (const one of series) {
          if (one.key === key) {
            points.set(one.run, mergePoints(undefined, one));
          }
        }
        curves.set(key, points);
      }
      this.#curves = curves;
      this.#error = null;
    } catch (error) {
      if (this.isDisposed) {
        return;
      }
      this.#error = error;
      keys.forEach(key => runs.forEach(run => this.#asked.get(key)?.delete(run)));
    }
    this.#loading = new Set([...this.#loading].filter(key => !keys.includes(key)));
    this.#changed.emit();
  }
}

const NONE: Points = new Map();

interface Batch {
  readonly keys: string[];
  readonly runs: string[];
}

/** Metrics that lack the same runs share a request, as far as its answer stays of a size. */
function batchesOf(missing: readonly { key: string; runs: string[] }[], points: number): Batch[] {
  const same = grouped(missing, ({ runs }) => runs.join());
  return [...same.values()].flatMap(group => {
    const { runs } = group[0];
    const width = Math.max(
      1,
      Math.min(MOST_KEYS, Math.floor(POINTS_AN_ANSWER / (points * runs.length)))
    );
    const batches: Batch[] = [];
    for (let key = 0; key < group.length; key += width) {
      for (let run = 0; run < runs.length; run += MOST_RUNS) {
        batches.push({
          keys: group.slice(key, key + width).map(one => one.key),
          runs: runs.slice(run, run + MOST_RUNS)
        });
      }
    }
    return batches;
  });
}
