import type { RowPosition } from './row.ts';

const MAXIMUM_ENTRIES = 1 << 16;

/** Where every `stride`-th row starts, as parallel arrays. */
export interface RowIndex {
  readonly stride: number;
  readonly offsets: readonly number[];
  readonly lines: readonly number[];
}

/** Builds a sparse row index; however long the table is, the index stays small. */
export class RowIndexBuilder {
  private stride = 1024;
  private offsets: number[] = [];
  private lines: number[] = [];

  /** Rows must come in order, each once. */
  add(row: number, offset: number, line: number): void {
    if (row % this.stride !== 0) {
      return;
    }
    if (this.offsets.length === MAXIMUM_ENTRIES) {
      const even = (_: number, entry: number) => entry % 2 === 0;
      this.offsets = this.offsets.filter(even);
      this.lines = this.lines.filter(even);
      this.stride *= 2;
      if (row % this.stride !== 0) {
        return;
      }
    }
    this.offsets.push(offset);
    this.lines.push(line);
  }

  build(): RowIndex {
    return { stride: this.stride, offsets: this.offsets, lines: this.lines };
  }
}

/** The indexed row at or before `row`, and where it starts. */
export function seek(index: RowIndex, row: number): { row: number; position: RowPosition } | null {
  const entry = Math.floor(row / index.stride);
  return entry < index.offsets.length
    ? {
        row: entry * index.stride,
        position: { offset: index.offsets[entry], line: index.lines[entry] }
      }
    : null;
}
