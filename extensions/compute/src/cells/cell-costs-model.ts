import type { CellExecution } from '@atelier-ml/api';
import { coalesced } from '@atelier-ml/shell';
import type { IApiClient, IEventStream } from '@atelier-ml/shell';
import type { Kernel } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { NotebookShape } from './notebook-shape.ts';

export interface CellCostsOptions {
  client: Pick<IApiClient, 'api'>;
  events: Pick<IEventStream, 'reset'>;
  session: NotebookShape['sessionContext'];
  /** Ids of the code cells that the notebook has now. */
  cells(): readonly string[];
  /** Milliseconds between two requests at least. */
  interval?: number;
}

/** The server takes so many cells at once. */
const MOST_CELLS = 2_000;
const SECOND = 1_000;

/** A cell that the kernel was asked to execute. */
interface Asked {
  cellId: string;
  /** The server knows that it is executed. */
  begun?: Promise<boolean>;
  executionCount: number | null;
  /** By the clock that nobody sets. */
  begunAt: number;
}

/** Tells the server when cells of a notebook begin and end, and knows what each cost when it ran last. */
export class CellCostsModel implements IDisposable {
  readonly changed = new Signal<this, void>(this);
  readonly #options: CellCostsOptions;
  readonly #refresh: ReturnType<typeof coalesced>;
  readonly #asked = new Map<string, Asked>();
  #kernel: Kernel.IKernelConnection | null = null;
  #costs: ReadonlyMap<string, CellExecution> = new Map();
  #isDisposed = false;

  constructor(options: CellCostsOptions) {
    this.#options = options;
    this.#refresh = coalesced(() => this.#fetch(), options.interval ?? 500);
    options.events.reset.connect(this.refresh, this);
    options.session.kernelChanged.connect(this.#follow, this);
    this.#follow();
    this.refresh();
  }

  /** Undefined: it has not been executed, or not where that was measured. */
  costOf(cellId: string): CellExecution | undefined {
    return this.#costs.get(cellId);
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Asks anew, soon; many calls are one request. */
  refresh(): void {
    this.#refresh.request();
  }

  dispose(): void {
    if (!this.#isDisposed) {
      this.#isDisposed = true;
      this.#refresh.end();
      Signal.disconnectReceiver(this);
      Signal.clearData(this);
    }
  }

  #follow(): void {
    const kernel = this.#options.session.session?.kernel ?? null;
    this.#kernel?.anyMessage.disconnect(this.#onMessage, this);
    this.#kernel = kernel;
    this.#asked.clear();
    kernel?.anyMessage.connect(this.#onMessage, this);
  }

  #onMessage({ id }: Kernel.IKernelConnection, { direction, msg }: Kernel.IAnyMessageArgs): void {
    const type = msg.header.msg_type;
    if (direction === 'send') {
      const { cellId } = msg.metadata;
      if (type === 'execute_request' && typeof cellId === 'string') {
        this.#asked.set(msg.header.msg_id, { cellId, executionCount: null, begunAt: 0 });
      }
      return;
    }
    const execution = (msg.parent_header as { msg_id?: string }).msg_id ?? '';
    const asked = this.#asked.get(execution);
    const { execution_count: count, execution_state: state } = msg.content as {
      execution_count?: number;
      execution_state?: string;
    };
    if (!asked) {
      return;
    }
    if (type === 'execute_input' && typeof count === 'number') {
      asked.executionCount = count;
    } else if (type === 'status' && state === 'busy') {
      asked.begunAt = performance.now();
      asked.begun ??= this.#begin(id, execution, asked);
    } else if (type === 'status' && state === 'idle') {
      this.#asked.delete(execution);
      void this.#end(id, execution, asked);
    }
  }

  /** Whether the server measures that kernel. */
  async #begin(kernel: string, execution: string, { cellId }: Asked): Promise<boolean> {
    const { client, session } = this.#options;
    const params = { kernel, execution };
    const body = { cellId, notebook: session.path };
    return client.api.compute.beginCell({ params, body }).then(
      () => true,
      () => false
    );
  }

  async #end(kernel: string, execution: string, asked: Asked): Promise<void> {
    const seconds = (performance.now() - asked.begunAt) / SECOND;
    if (!(await asked.begun)) {
      return;
    }
    try {
      const cost = await this.#options.client.api.compute.endCell({
        params: { kernel, execution },
        body: { executionCount: asked.executionCount, seconds }
      });
      this.#put([cost]);
    } catch {
      // the server is away, and the panels say so: the cell has no figure this time
    }
  }

  async #fetch(): Promise<void> {
    const cells = [...new Set(this.#options.cells())].slice(0, MOST_CELLS);
    if (cells.length === 0) {
      return;
    }
    try {
      const { client, session } = this.#options;
      const body = { notebook: session.path, cells };
      this.#put((await client.api.compute.lastOfCells({ body })).items);
    } catch {
      // the server is away, and the panels say so: what is known stays
    }
  }

  #put(costs: readonly CellExecution[]): void {
    if (!this.#isDisposed) {
      const newest = [...this.#costs.values(), ...costs].toSorted(
        (a, b) => a.startedAt - b.startedAt
      );
      this.#costs = new Map(newest.map(cost => [cost.cellId, cost]));
      this.changed.emit();
    }
  }
}
