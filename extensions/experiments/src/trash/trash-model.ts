import type {
  Client,
  Collection,
  StudioEvent,
  TrashItem,
  TrashKind,
  TrashRetention
} from '@atelier-ml/api';
import { ListModel } from '@atelier-ml/shell';
import type { IEventStream } from '@atelier-ml/shell';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import { keyOf } from './trash-item.ts';

export interface TrashModelOptions {
  api: Pick<Client, 'trash'>;
  events: IEventStream;
  workspace: string;
  pageSize: number;
}

/** What lies in the trash of a workspace, what of it is chosen, and whether it is being emptied. */
export class TrashModel implements IDisposable {
  readonly changed = new Signal<this, void>(this);
  readonly list: ListModel<TrashItem>;
  readonly #options: TrashModelOptions;
  #kind: TrashKind | undefined;
  #retention: TrashRetention | undefined;
  #selected: ReadonlySet<string> = new Set();
  #collection: Collection | undefined;
  #asking = false;
  #askAgain = false;
  #disposed = false;

  constructor(options: TrashModelOptions) {
    this.#options = options;
    const { api, events, pageSize, workspace } = options;
    this.list = new ListModel<TrashItem>({
      events,
      kinds: ['experiment', 'run', 'trash'],
      pageSize,
      fetchPage: async (query, signal) => {
        const input = { params: { workspace }, query: { ...query, kind: this.#kind }, signal };
        const page = await api.trash.list(input);
        this.#retention = page.retention;
        return page;
      }
    });
    this.list.changed.connect(this.#onList, this);
    events.changed.connect(this.#onEvent, this);
    void this.#follow();
  }

  get isDisposed(): boolean {
    return this.#disposed;
  }
  /** The only kind that is shown; undefined: all. */
  get kind(): TrashKind | undefined {
    return this.#kind;
  }
  get retention(): TrashRetention | undefined {
    return this.#retention;
  }
  /** Keys of what is chosen. */
  get selected(): ReadonlySet<string> {
    return this.#selected;
  }
  get chosen(): TrashItem[] {
    return this.list.items.filter(item => this.#selected.has(keyOf(item)));
  }
  /** The one that is under way, if one is. */
  get collection(): Collection | undefined {
    return this.#collection?.state === 'running' ? this.#collection : undefined;
  }

  show(kind: TrashKind | undefined): void {
    this.#kind = kind;
    this.#selected = new Set();
    this.changed.emit();
    void this.list.reload();
  }

  select(keys: ReadonlySet<string>): void {
    this.#selected = keys;
    this.changed.emit();
  }

  /** Stops what is under way; what is removed stays removed. */
  async cancel(): Promise<void> {
    if (this.#collection) {
      const { api, workspace } = this.#options;
      const params = { workspace, collection: this.#collection.id };
      this.#collection = await api.trash.cancel({ params });
      this.changed.emit();
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.list.dispose();
    Signal.clearData(this);
  }

  #onList(): void {
    const there = new Set(this.list.items.map(keyOf));
    const left = [...this.#selected].filter(key => there.has(key));
    if (left.length < this.#selected.size) {
      this.#selected = new Set(left);
    }
    this.changed.emit();
  }

  #onEvent(_: unknown, event: StudioEvent): void {
    if (event.kind === 'trash') {
      void this.#follow();
    }
  }

  /** Asks for the last collection; events that come meanwhile make it ask once more. */
  async #follow(): Promise<void> {
    this.#askAgain = true;
    if (this.#asking) {
      return;
    }
    this.#asking = true;
    const { api, workspace } = this.#options;
    while (this.#askAgain && !this.#disposed) {
      this.#askAgain = false;
      // While the server cannot be reached, the list says so.
      const found = await api.trash.collections({ params: { workspace } }).catch(() => undefined);
      this.#collection = found?.items[0];
      this.changed.emit();
    }
    this.#asking = false;
  }
}
