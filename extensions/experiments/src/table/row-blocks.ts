import type { Run } from '@atelier-ml/api';

export interface Page {
  readonly items: readonly Run[];
  readonly total: number;
}

export interface RowBlocksOptions {
  /** Rows a request. */
  readonly size: number;
  fetch(offset: number, limit: number, signal: AbortSignal): Promise<Page>;
  onChange(): void;
}

interface Block {
  rows: readonly Run[];
  /** What is shown may be old: it is fetched again when it is wanted. */
  stale: boolean;
}

/** Requests that are under way at a time; who scrolls fast leaves most behind before they start. */
const AT_ONCE = 2;
/** Blocks that are kept; those fetched longest ago go first. */
const MOST_BLOCKS = 60;

/** A long list of which only the parts in sight are fetched. */
export class RowBlocks {
  readonly #options: RowBlocksOptions;
  #blocks = new Map<number, Block>();
  #loading = new Map<number, AbortController>();
  #wanted: readonly number[] = [];
  #total: number | null = null;
  #error: unknown = null;

  constructor(options: RowBlocksOptions) {
    this.#options = options;
  }

  /** Null until the first answer. */
  get total(): number | null {
    return this.#total;
  }
  /** Why the rows that are wanted are not there. */
  get error(): unknown {
    return this.#error;
  }

  row(index: number): Run | undefined {
    const { size } = this.#options;
    return this.#blocks.get(Math.floor(index / size))?.rows[index % size];
  }

  /** These rows are in sight. */
  want(from: number, to: number): void {
    const { size } = this.#options;
    const first = Math.max(0, Math.floor(from / size));
    const last = Math.max(first, Math.floor(to / size));
    this.#wanted = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    for (const [at, controller] of this.#loading) {
      if (!this.#wanted.includes(at)) {
        controller.abort();
        this.#loading.delete(at);
      }
    }
    this.#loadNext();
  }

  /** All rows may have changed: those in sight are fetched again, and shown as they were until then. */
  refresh(): void {
    this.#stop();
    this.#error = null;
    this.#blocks.forEach(block => (block.stale = true));
    this.#loadNext();
  }

  /** It is another list now. */
  clear(): void {
    this.#stop();
    this.#error = null;
    this.#total = null;
    this.#blocks.clear();
    this.#wanted = [0];
    this.#loadNext();
  }

  /** Puts runs that are shown in the place of what they were. */
  replace(runs: readonly Run[]): void {
    const fresh = new Map(runs.map(run => [run.id, run]));
    for (const block of this.#blocks.values()) {
      if (block.rows.some(({ id }) => fresh.has(id))) {
        block.rows = block.rows.map(row => fresh.get(row.id) ?? row);
      }
    }
    this.#options.onChange();
  }

  dispose(): void {
    this.#stop();
    this.#wanted = [];
  }

  #stop(): void {
    this.#loading.forEach(controller => controller.abort());
    this.#loading.clear();
  }

  #loadNext(): void {
    for (const at of this.#wanted) {
      const block = this.#blocks.get(at);
      const within = this.#total === null || at === 0 || at * this.#options.size < this.#total;
      if (this.#loading.size >= AT_ONCE) {
        return;
      }
      if ((!block || block.stale) && !this.#loading.has(at) && within && this.#error === null) {
        void this.#load(at);
      }
    }
  }

  async #load(at: number): Promise<void> {
    const { fetch, onChange, size } = this.#options;
    const controller = new AbortController();
    this.#loading.set(at, controller);
    try {
      const page = await fetch(at * size, size, controller.signal);
      if (controller.signal.aborted) {
        return;
      }
      this.#blocks.delete(at);
      this.#blocks.set(at, { rows: page.items, stale: false });
      this.#total = page.total;
      this.#forget();
    } catch (error) {
      if (controller.signal.aborted) {
        return;
      }
      this.#error = error;
    } finally {
      if (this.#loading.get(at) === controller) {
        this.#loading.delete(at);
      }
    }
    onChange();
    this.#loadNext();
  }

  #forget(): void {
    for (const at of this.#blocks.keys()) {
      if (this.#blocks.size <= MOST_BLOCKS) {
        return;
      }
      if (!this.#wanted.includes(at)) {
        this.#blocks.delete(at);
      }
    }
  }
}
