import type { CellRuns, Client, StudioEvent } from '@atelier-ml/api';
import { coalesced } from '@atelier-ml/shell';
import type { IEventStream, IWorkspaceScope } from '@atelier-ml/shell';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

export type RunOfCell = CellRuns['runs'][number];

export interface CellRunsOptions {
  readonly api: Pick<Client, 'runs'>;
  readonly events: Pick<IEventStream, 'changed' | 'reset'>;
  readonly scope: Pick<IWorkspaceScope, 'reference' | 'changed'>;
  /** Ids of the cells that the notebook has now. */
  cells(): readonly string[];
  /** Milliseconds between two requests at least. */
  interval?: number;
}

/** The server takes so many cells at once. */
const MOST_CELLS = 2_000;

/** Which runs the cells of one notebook were executed in, the last ones first. */
export class CellRunsModel implements IDisposable {
  readonly changed = new Signal<this, void>(this);
  readonly #options: CellRunsOptions;
  readonly #refresh: ReturnType<typeof coalesced>;
  readonly #stop = new AbortController();
  #runs: ReadonlyMap<string, readonly RunOfCell[]> = new Map();

  constructor(options: CellRunsOptions) {
    this.#options = options;
    this.#refresh = coalesced(() => this.#fetch(), options.interval ?? 500);
    options.events.changed.connect(this.#onEvent, this);
    options.events.reset.connect(this.refresh, this);
    options.scope.changed.connect(this.refresh, this);
    this.refresh();
  }

  runsOf(cell: string): readonly RunOfCell[] {
    return this.#runs.get(cell) ?? [];
  }
  get isDisposed(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Asks anew, soon; many calls are one request. */
  refresh(): void {
    this.#refresh.request();
  }

  dispose(): void {
    if (!this.isDisposed) {
      this.#stop.abort();
      this.#refresh.end();
      Signal.clearData(this);
    }
  }

  #onEvent(_: unknown, { action, kind }: StudioEvent): void {
    // points alone change no badge
    if (kind === 'run' && action !== 'progressed') {
      this.refresh();
    }
  }

  async #fetch(): Promise<void> {
    const { api, cells, scope } = this.#options;
    const ids = [...new Set(cells())];
    const found = new Map<string, readonly RunOfCell[]>();
    try {
      for (let from = 0; from < ids.length; from += MOST_CELLS) {
        const answer = await api.runs.ofCells({
          params: { workspace: scope.reference },
          body: { cells: ids.slice(from, from + MOST_CELLS) },
          signal: this.#stop.signal
        });
        answer.cells.forEach(({ cellId, runs }) => found.set(cellId, runs));
      }
    } catch {
      return; // the server is away, and the panels say so: the badges stay as they are
    }
    if (!this.isDisposed) {
      this.#runs = found;
      this.changed.emit();
    }
  }
}
