import type { TablePreview } from '@atelier-ml/api';
import { openReader } from './open-reader.ts';
import { KIND } from './row.ts';
import type { Row } from './row.ts';
import { seek } from './row-index.ts';
import type { RowIndex } from './row-index.ts';
import type { TableShape, TableSource } from './tables.ts';

type Cell = TablePreview['rows'][number][number];

const MAXIMUM_CHARACTERS = 8 * 1024 * 1024;

function cellOf(row: Row, column: number, type: string): Cell {
  if (column >= row.length || row.kinds[column] === KIND.missing) {
    return null;
  }
  switch (type) {
    case 'integer':
    case 'number':
      return row.numbers[column];
    case 'boolean':
      return row.numbers[column] === 1;
    case 'date':
      return row.text(column).trim();
    default:
      return row.text(column);
  }
}

/** One page of rows; reads from the indexed row before it, not from the top. */
export async function readPage(
  source: TableSource,
  shape: TableShape,
  index: RowIndex,
  page: { offset: number; limit: number }
): Promise<TablePreview> {
  const { columns, rowCount } = shape;
  const rows: Cell[][] = [];
  const start = page.offset < rowCount ? seek(index, page.offset) : null;
  if (start) {
    let skip = page.offset - start.row;
    let characters = 0;
    const reader = openReader(
      source.file,
      source.format,
      columns.map(column => column.name)
    );
    await reader.read(row => {
      if (skip > 0) {
        skip--;
        return true;
      }
      const cells = columns.map(({ type }, column) => cellOf(row, column, type));
      characters += cells.reduce<number>(
        (sum, cell) => sum + (typeof cell === 'string' ? cell.length : 8),
        0
      );
      if (rows.length > 0 && characters > MAXIMUM_CHARACTERS) {
        return false;
      }
      return rows.push(cells) < page.limit;
    }, start.position);
  }
  return { columns, rows, offset: page.offset, rowCount };
}
