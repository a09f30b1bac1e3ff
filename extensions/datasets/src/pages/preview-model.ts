import type { TablePreview } from '@atelier-ml/api';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

export type PreviewCell = TablePreview['rows'][number][number];
export type FetchRows = (offset: number, limit: number) => Promise<TablePreview>;

const BLOCK = 200;
const KEPT_BLOCKS = 50;

/**
 * Rows of a table, fetched in blocks when they come into sight. Of the blocks seen least recently
 * only so many are kept that a walk through a very long table does not fill the memory.
 */
export class PreviewModel implements IDisposable {
  #error: unknown = null;
  #isDisposed = false;
  readonly #blocks = new Map<number, readonly PreviewCell[][]>();
  readonly #pending = new Set<number>();
  readonly #fetch: FetchRows;
  readonly #changed = new Signal<this, void>(this);

  constructor(fetch: FetchRows) {
    this.#fetch = fetch;
  }

  get error(): unknown {
    return this.#error;
  }

  get changed(): ISignal<this, void> {
    return this.#changed;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** The value at row and column, both from 0; undefined if it is not there yet. */
  cell(row: number, column: number): PreviewCell | undefined {
    return this.#blocks.get(Math.floor(row / BLOCK))?.[row % BLOCK]?.[column];
  }

  /** Fetches what is missing of the rows from … to, both included. */
  async show(from: number, to: number): Promise<void> {
    const wanted: number[] = [];
    for (let block = Math.floor(from / BLOCK); block <= Math.floor(to / BLOCK); block++) {
      wanted.push(block);
    }
    await Promise.all(wanted.map(block => this.#load(block)));
  }

  /** Tries again what has failed. */
  retry(): Promise<void> {
    this.#error = null;
    this.#changed.emit();
    return this.show(0, BLOCK - 1);
  }

  dispose(): void {
    if (!this.#isDisposed) {
      this.#isDisposed = true;
      Signal.clearData(this);
    }
  }

  async #load(block: number): Promise<void> {
    if (this.#pending.has(block)) {
      return;
    }
    const known = this.#blocks.get(block);
    if (known) {
      this.#keep(block, known);
      return;
    }
    this.#pending.add(block);
    try {
      this.#keep(block, (await this.#fetch(block * BLOCK, BLOCK)).rows);
      this.#error = null;
    } catch (error) {
      this.#error = error;
    } finally {
      this.#pending.delete(block);
    }
    if (!this.#isDisposed) {
      this.#changed.emit();
    }
  }

  #keep(block: number, rows: readonly PreviewCell[][]): void {
    this.#blocks.delete(block);
    this.#blocks.set(block, rows);
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= KEPT_BLOCKS) {
        break;
      }
      this.#blocks.delete(oldest);
    }
  }
}
