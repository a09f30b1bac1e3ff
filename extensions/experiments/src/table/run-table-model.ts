import type { Client, Run, StudioEvent } from '@atelier-ml/api';
import { coalesced } from '@atelier-ml/shell';
import type { IEventStream } from '@atelier-ml/shell';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { ColumnRef } from './column-ref.ts';
import { fieldOf, serverField } from './column-ref.ts';
import { RowBlocks } from './row-blocks.ts';
import type { TableSettings } from './table-settings.ts';
import { TableSelection } from './table-selection.ts';

export interface RunTableOptions {
  readonly api: Client;
  readonly events: IEventStream;
  readonly workspace: string;
  /** Id; null: all experiments of the workspace. */
  readonly experiment: string | null;
  readonly settings: TableSettings;
  /** Milliseconds between two refreshes while runs go on. */
  readonly interval?: number;
}

export interface KnownKeys {
  readonly metrics: readonly string[];
  readonly params: readonly string[];
  readonly tags: readonly string[];
}

const BLOCK = 100;
const INTERVAL = 1_000;
/** Names of each kind that columns and filters are chosen from. */
const MOST_KEYS = 2_000;
const SHOWN_METRICS = 6;
const SHOWN_PARAMS = 4;
const QUERY: readonly (keyof TableSettings)[] = ['filter', 'search', 'deleted', 'order'];

/** The runs of a table: any number of them, of which those in sight are fetched, in the server's order. */
export class RunTableModel {
  readonly selection = new TableSelection();
  readonly #options: RunTableOptions;
  readonly #changed = new Signal<this, void>(this);
  readonly #rows: RowBlocks;
  readonly #refresh: ReturnType<typeof coalesced>;
  #settings: TableSettings;
  #keys: KnownKeys | null = null;
  #seen: readonly [number, number] = [0, 0];
  #fresh = 0;
  #dirty = new Set<string>();

  constructor(options: RunTableOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#rows = new RowBlocks({
      size: BLOCK,
      fetch: (offset, limit, signal) =>
        options.api.runs.search({
          params: { workspace: options.workspace },
          body: {
            ...this.query,
            orderBy: this.orderBy,
            limit,
            offset,
            only: this.#only()
          },
          signal
        }),
      onChange: () => this.#changed.emit()
    });
    this.#refresh = coalesced(() => this.#catchUp(), options.interval ?? INTERVAL);
    options.events.changed.connect(this.#onEvent, this);
    options.events.reset.connect(this.reload, this);
    this.selection.changed.connect(() => this.#changed.emit(), this);
    this.#rows.clear();
    void this.#loadKeys();
  }

  get changed(): ISignal<this, void> {
    return this.#changed;
  }
  get settings(): TableSettings {
    return this.#settings;
  }
  get workspace(): string {
    return this.#options.workspace;
  }
  /** Runs that match; null while the first answer is on its way. */
  get total(): number | null {
    return this.#rows.total;
  }
  get error(): unknown {
    return this.#rows.error;
  }
  /** Runs that have come while the top of the table was out of sight. */
  get fresh(): number {
    return this.#fresh;
  }
  /** Names of what runs have; null while they are fetched. */
  get keys(): KnownKeys | null {
    return this.#keys;
  }

  /** Which runs match, as the server's searches and bulk changes take it. */
  get query() {
    const { deleted, filter, search } = this.#settings;
    const { experiment } = this.#options;
    return {
      ...(filter && { filter }),
      ...(search && { search }),
      ...(experiment && { experiments: [experiment] }),
      view: deleted ? ('deleted' as const) : ('active' as const)
    };
  }

  /** The order, as the server's searches take it. */
  get orderBy(): string[] {
    return this.#settings.order.map(
      ({ column, descending }) => `${serverField(column)} ${descending ? 'DESC' : 'ASC'}`
    );
  }

  /** How many runs are chosen. */
  get chosenCount(): number {
    return this.selection.all ? (this.total ?? 0) : this.selection.ids.size;
  }

  /** The columns beside the name, those that are pinned first. */
  get columns(): readonly ColumnRef[] {
    const { columns, pinned } = this.#settings;
    const all = columns ?? this.#usual();
    return [
      ...all.filter(one => pinned.includes(one)),
      ...all.filter(one => !pinned.includes(one))
    ];
  }

  row(index: number): Run | undefined {
    return this.#rows.row(index);
  }

  /** Chooses two rows and all that are there between them. */
  chooseBetween(one: number, other: number): void {
    this.selection.mark(this.#idsOf(Math.min(one, other), Math.max(one, other)), true);
  }

  /** These rows are in sight. */
  want(from: number, to: number): void {
    this.#seen = [from, to];
    this.#rows.want(from, to);
  }

  set(change: Partial<TableSettings>): void {
    const before = this.#settings;
    this.#settings = { ...before, ...change };
    if (QUERY.some(name => before[name] !== this.#settings[name])) {
      this.selection.clear();
      this.#fresh = 0;
      this.#rows.clear();
    } else if (before.columns !== this.#settings.columns) {
      this.#rows.refresh();
    }
    this.#changed.emit();
  }

  /** Orders by a column, and by a second one `beside` the first; again turns the direction round. */
  sort(column: ColumnRef, beside = false): void {
    const { order } = this.#settings;
    const known = order.find(key => key.column === column);
    const descending = known ? !known.descending : !['name', 'user'].includes(column);
    const key = { column, descending };
    const others = order.filter(one => one.column !== column);
    this.set({
      order: beside
        ? known
          ? order.map(one => (one === known ? key : one))
          : [...others, key]
        : [key]
    });
  }

  /** Fetches what is in sight again, from the top: new runs show up. */
  reload(): void {
    this.#fresh = 0;
    this.#dirty.clear();
    this.#rows.refresh();
    void this.#loadKeys();
    this.#changed.emit();
  }

  dispose(): void {
    Signal.clearData(this);
    this.#refresh.end();
    this.#rows.dispose();
  }

  #usual(): ColumnRef[] {
    const { metrics = [], params = [] } = this.#keys ?? {};
    return [
      ...(this.#options.experiment === null ? ['experiment'] : []),
      'status',
      'started',
      'duration',
      ...metrics
        .filter(key => !key.startsWith('system/'))
        .slice(0, SHOWN_METRICS)
        .map(key => `metrics.${key}`),
      ...params.slice(0, SHOWN_PARAMS).map(key => `params.${key}`)
    ];
  }

  /** Ids of the rows from … to (inclusive) that are there. */
  #idsOf(from: number, to: number): string[] {
    return Array.from({ length: to - from + 1 }, (_, i) => this.row(from + i)?.id ?? []).flat();
  }

  #only() {
    const fields = this.columns.map(fieldOf);
    const keys = (kind: string) => fields.filter(one => one.kind === kind).map(({ key }) => key);
    return { metrics: keys('metric'), params: keys('param') };
  }

  async #loadKeys(): Promise<void> {
    const before = this.columns.join();
    try {
      const { api, experiment, workspace } = this.#options;
      const { metrics, params, tags } = await api.runs.keys({
        params: { workspace },
        body: { ...(experiment && { experiments: [experiment] }), limit: MOST_KEYS }
      });
      const names = (all: readonly { key: string }[]) => all.map(({ key }) => key);
      this.#keys = { metrics: names(metrics), params: names(params), tags: names(tags) };
    } catch {
      // the rows say what is wrong with the server
      this.#keys ??= { metrics: [], params: [], tags: [] };
    }
    if (this.columns.join() !== before) {
      this.#rows.refresh();
    }
    this.#changed.emit();
  }

  #onEvent(_: unknown, event: StudioEvent): void {
    if (event.kind !== 'run') {
      return;
    }
    if (event.action === 'deleted') {
      this.selection.forget(event.subjectId);
    }
    this.#dirty.add(event.subjectId);
    this.#refresh.request();
  }

  /** Rows stay where they are unless the top is in sight: then the list is as the server has it. */
  async #catchUp(): Promise<void> {
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    if (this.#seen[0] === 0) {
      this.#rows.refresh();
      if (this.#keys && this.#keys.metrics.length === 0) {
        await this.#loadKeys();
      }
      return;
    }
    const { api, workspace } = this.#options;
    const params = { workspace };
    const [from, to] = this.#seen;
    const seen = this.#idsOf(from, to);
    const ids = dirty.filter(id => seen.includes(id));
    try {
      if (ids.length > 0) {
        this.#rows.replace((await api.runs.ids({ params, body: { ids } })).items);
      }
      const { total } = await api.runs.search({ params, body: { ...this.query, limit: 1 } });
      this.#fresh = Math.max(0, total - (this.#rows.total ?? total));
    } catch {
      // tried again with the next event
    }
    this.#changed.emit();
  }
}
