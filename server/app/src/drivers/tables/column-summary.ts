import type { ColumnStatistics } from '@atelier-ml/api';
import { DistinctCounter } from './distinct-counter.ts';
import { FrequentValues } from './frequent-values.ts';
import type { Hash } from './hash.ts';
import { NumericSummary } from './numeric-summary.ts';
import { KIND } from './row.ts';
import type { Row } from './row.ts';
import type { TableColumn } from './tables.ts';

const DISTINCT_LIMIT = 1 << 16;
const TOP = 10;
/** Longer texts are shown by their beginning. */
const LONGEST_TOP = 200;

/** Gathers the statistics of one column. */
export class ColumnSummary {
  private readonly column: TableColumn;
  private readonly numeric: NumericSummary | null;
  private readonly distinct = new DistinctCounter(DISTINCT_LIMIT);
  private readonly frequent = new FrequentValues<string | number>();
  private present = 0;
  private missing = 0;

  /** `capacity`: how many numbers may be kept for quartiles and histogram. */
  constructor(column: TableColumn, capacity: number) {
    this.column = column;
    this.numeric =
      column.type === 'integer' || column.type === 'number' ? new NumericSummary(capacity) : null;
  }

  /** Adds a cell, and its value to `hash`, which the caller has started. */
  add(row: Row, index: number, hash: Hash): void {
    if (index >= row.length || row.kinds[index] === KIND.missing) {
      this.missing++;
      hash.word(0x6d697373);
      hash.finish();
      return;
    }
    this.present++;
    if (this.numeric) {
      const value = row.numbers[index];
      this.numeric.add(value);
      hash.number(value);
      hash.finish();
      this.frequent.add(hash.key, value);
    } else {
      const text = this.textOf(row, index);
      hash.text(text);
      hash.finish();
      this.frequent.add(
        hash.key,
        text.length > LONGEST_TOP ? `${text.slice(0, LONGEST_TOP)}…` : text
      );
    }
    this.distinct.add(hash.key);
  }

  finish(): ColumnStatistics {
    const numeric = this.numeric?.finish() ?? null;
    return {
      name: this.column.name,
      type: this.column.type,
      count: this.present,
      missing: this.missing,
      distinct: Math.min(this.distinct.count, this.present),
      minimum: numeric?.minimum ?? null,
      maximum: numeric?.maximum ?? null,
      mean: numeric?.mean ?? null,
      standardDeviation: numeric?.standardDeviation ?? null,
      quartiles: numeric?.quartiles ?? null,
      histogram: numeric?.histogram ?? null,
      top: this.frequent.top(TOP),
      estimated: !(this.distinct.exact && this.frequent.exact && (this.numeric?.exact ?? true))
    };
  }

  private textOf(row: Row, index: number): string {
    if (this.column.type === 'boolean') {
      return row.numbers[index] === 1 ? 'true' : 'false';
    }
    const text = row.text(index);
    return this.column.type === 'date' ? text.trim() : text;
  }
}
