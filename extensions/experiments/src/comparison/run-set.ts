import type { Client, Run, StudioEvent } from '@atelier-ml/api';
import { coalesced } from '@atelier-ml/shell';
import type { IEventStream } from '@atelier-ml/shell';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { RunSource } from './run-source.ts';
import { MOST_RUNS } from './run-source.ts';

export interface RunSetOptions {
  readonly api: Client;
  readonly events: IEventStream;
  readonly workspace: string;
  readonly source: RunSource;
  /** Milliseconds between two requests while runs go on. */
  readonly interval?: number;
}

/** A run of the set; `value` is the last that is known of it. */
export interface SetMember {
  readonly id: string;
  readonly value: Run | null;
  /** `gone`: deleted, or never there. */
  readonly state: 'loading' | 'ready' | 'gone';
}

/** Runs in a request. */
const AT_ONCE = 1_000;

/** Runs by id or by query, kept up to date by the event stream. */
export class RunSet implements IDisposable {
  readonly #options: RunSetOptions;
  readonly #changed = new Signal<this, void>(this);
  readonly #progressed = new Signal<this, readonly string[]>(this);
  readonly #stop = new AbortController();
  readonly #refresh: ReturnType<typeof coalesced>;
  #source: RunSource;
  #members: ReadonlyMap<string, SetMember>;
  #stale = new Set<string>();
  #whole = true;
  #state: 'loading' | 'ready' | 'error' = 'loading';
  #error: unknown = null;
  #total = 0;

  constructor(options: RunSetOptions) {
    this.#options = options;
    this.#source = options.source;
    this.#members = membersOf(options.source);
    this.#refresh = coalesced(() => this.#load(), options.interval ?? 1_000);
    options.events.changed.connect(this.#onEvent, this);
    options.events.reset.connect(this.reload, this);
    options.events.stateChanged.connect(this.#onStreamState, this);
    void this.#load();
  }

  get source(): RunSource {
    return this.#source;
  }
  get members(): readonly SetMember[] {
    return [...this.#members.values()];
  }
  /** `error`: nothing is known yet and the request has failed. */
  get state(): 'loading' | 'ready' | 'error' {
    return this.#state;
  }
  /** Why the last request failed; null once one has succeeded. */
  get error(): unknown {
    return this.#error;
  }
  /** Runs that the query finds, of which the first ones are compared. */
  get total(): number {
    return this.#source.kind === 'query' ? this.#total : this.#members.size;
  }
  get changed(): ISignal<this, void> {
    return this.#changed;
  }
  /** Fires with the ids of runs that have logged more. */
  get progressed(): ISignal<this, readonly string[]> {
    return this.#progressed;
  }
  get isDisposed(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Fetches all of them again. */
  reload(): void {
    this.#whole = true;
    this.#refresh.request();
  }

  /** Compares other runs; what is known of those that stay is kept. */
  setSource(source: RunSource): void {
    this.#source = source;
    if (source.kind === 'runs') {
      const held = this.#members;
      this.#members = new Map(
        [...membersOf(source)].map(([id, fresh]) => [id, held.get(id) ?? fresh])
      );
      for (const { id, state } of this.#members.values()) {
        if (state === 'loading') {
          this.#stale.add(id);
        }
      }
    } else {
      this.#whole = true;
    }
    this.#changed.emit();
    this.#refresh.request();
  }

  dispose(): void {
    if (!this.isDisposed) {
      this.#stop.abort();
      this.#refresh.end();
      Signal.clearData(this);
    }
  }

  #onEvent(_: IEventStream, { kind, action, subjectId }: StudioEvent): void {
    if (kind !== 'run') {
      return;
    }
    const member = this.#members.get(subjectId);
    if (action === 'deleted') {
      if (member) {
        this.#put([{ ...member, state: 'gone' }]);
        this.#changed.emit();
      }
    } else if (member) {
      this.#stale.add(subjectId);
      this.#refresh.request();
      this.#progressed.emit([subjectId]);
    }
    // progress may change what a query finds, but what matters of it is said again at the run's end
    if (this.#source.kind === 'query' && action !== 'progressed') {
      this.reload();
    }
  }

  /** Progress is not kept for late readers: after an interruption it must be asked for. */
  #onStreamState(_: IEventStream, state: IEventStream['state']): void {
    if (state === 'open' && this.#state !== 'loading') {
      this.reload();
      this.#progressed.emit(
        this.members.filter(({ value }) => value && !value.endedAt).map(({ id }) => id)
      );
    }
  }

  async #load(): Promise<void> {
    const whole = this.#whole;
    const stale = this.#stale;
    this.#whole = false;
    this.#stale = new Set();
    const source = this.#source;
    try {
      if (source.kind === 'query' && whole) {
        await this.#search(source);
      } else {
        const wanted = whole ? [...this.#members.keys()] : [...stale];
        await this.#fetch(wanted.filter(id => this.#members.has(id)));
      }
      this.#state = 'ready';
      this.#error = null;
    } catch (error) {
      if (this.isDisposed) {
        return;
      }
      // what was to be fetched still is; the next event or the stream's return asks again
      this.#whole ||= whole;
      stale.forEach(id => this.#stale.add(id));
      this.#error = error;
      this.#state = this.members.some(({ value }) => value) ? 'ready' : 'error';
    }
    this.#changed.emit();
  }

  async #fetch(ids: readonly string[]): Promise<void> {
    const { api, workspace } = this.#options;
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const asked = ids.slice(from, from + AT_ONCE);
      const { items } = await api.runs.ids({
        params: { workspace },
        body: { ids: [...asked] },
        signal: this.#stop.signal
      });
      const found = new Map(items.map(run => [run.id, run]));
      this.#put(
        asked.flatMap((id): SetMember[] => {
          const member = this.#members.get(id);
          const value = found.get(id);
          if (!member) {
            return [];
          }
          return value && !value.deletedAt
            ? [{ id, value, state: 'ready' }]
            : [{ ...member, value: member.value ?? value ?? null, state: 'gone' }];
        })
      );
    }
  }

  async #search(source: Extract<RunSource, { kind: 'query' }>): Promise<void> {
    const { api, workspace } = this.#options;
    const { filter, search, experiments, orderBy } = source;
    const limit = Math.min(source.limit, MOST_RUNS);
    const { items, total } = await api.runs.search({
      params: { workspace },
      body: {
        ...(filter && { filter }),
        ...(search && { search }),
        ...(experiments.length > 0 && { experiments: [...experiments] }),
        orderBy: [...orderBy],
        limit
      },
      signal: this.#stop.signal
    });
    if (source === this.#source) {
      this.#total = total;
      this.#members = new Map(
        items.map(run => [run.id, { id: run.id, value: run, state: 'ready' as const }])
      );
    }
  }

  #put(members: readonly SetMember[]): void {
    const next = new Map(this.#members);
    members.forEach(member => next.set(member.id, member));
    this.#members = next;
  }
}

const membersOf = (source: RunSource): ReadonlyMap<string, SetMember> =>
  new Map(
    source.kind === 'runs'
      ? source.ids.map(id => [id, { id, value: null, state: 'loading' as const }])
      : []
  );
