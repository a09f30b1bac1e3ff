import type { TableStatistics } from '@atelier-ml/api';
import { ColumnSummary } from './column-summary.ts';
import { DistinctCounter } from './distinct-counter.ts';
import { Hash } from './hash.ts';
import { openReader } from './open-reader.ts';
import type { TableFormat, TableShape } from './tables.ts';

/** Numbers kept over all columns, 8 bytes each. */
const CAPACITY = 16_000_000;
const LEAST_CAPACITY = 10_000;
const ROW_LIMIT = 1 << 21;

/**
 * Statistics of every column in one pass and bounded memory. Rows count as duplicates of an
 * earlier row with the same values; exact up to 2,097,152 different rows, estimated beyond.
 */
export async function summariseTable(
  file: string,
  format: TableFormat,
  shape: TableShape
): Promise<TableStatistics> {
  const { columns } = shape;
  const capacity = Math.max(LEAST_CAPACITY, Math.floor(CAPACITY / columns.length));
  const summaries = columns.map(column => new ColumnSummary(column, capacity));
  const rows = new DistinctCounter(ROW_LIMIT);
  const cell = new Hash();
  const whole = new Hash();
  let rowCount = 0;
  const reader = openReader(
    file,
    format,
    columns.map(column => column.name)
  );
  await reader.read(row => {
    rowCount++;
    whole.start();
    for (let column = 0; column < summaries.length; column++) {
      cell.start();
      summaries[column].add(row, column, cell);
      whole.word(cell.high);
      whole.word(cell.low);
    }
    whole.finish();
    rows.add(whole.key);
  });
  return {
    rowCount,
    duplicateRows: Math.max(0, rowCount - rows.count),
    columns: summaries.map(summary => summary.finish())
  };
}
