import { ContentError } from './content-error.ts';
import { openReader } from './open-reader.ts';
import { KIND } from './row.ts';
import { RowIndexBuilder } from './row-index.ts';
import type { RowIndex } from './row-index.ts';
import type { TableColumn, TableFormat, TableShape } from './tables.ts';

export interface Inspection extends TableShape {
  readonly index: RowIndex;
}

const bit = (kind: number) => 1 << kind;
const INTEGERS = bit(KIND.integer);
const NUMBERS = bit(KIND.integer) | bit(KIND.number);

/** The narrowest type that fits every present value; a column without values is a string. */
function typeOf(kinds: number): TableColumn['type'] {
  const present = kinds & ~bit(KIND.missing);
  if (present === 0) {
    return 'string';
  }
  if ((present & ~INTEGERS) === 0) {
    return 'integer';
  }
  if ((present & ~NUMBERS) === 0) {
    return 'number';
  }
  if (present === bit(KIND.boolean)) {
    return 'boolean';
  }
  return present === bit(KIND.date) ? 'date' : 'string';
}

/** Reads the whole table once; throws ContentError where it is broken. */
export async function inspectTable(file: string, format: TableFormat): Promise<Inspection> {
  const reader = openReader(file, format);
  const index = new RowIndexBuilder();
  let kinds = new Uint8Array(64);
  let rowCount = 0;
  await reader.read(row => {
    if (kinds.length < row.length) {
      const grown = new Uint8Array(row.length * 2);
      grown.set(kinds);
      kinds = grown;
    }
    for (let column = 0; column < row.length; column++) {
      kinds[column] |= 1 << row.kinds[column];
    }
    index.add(rowCount++, row.offset, row.line);
  });
  if (rowCount === 0) {
    throw new ContentError(
      'The table has no rows.',
      'Upload a file with at least one row below the names of the columns.'
    );
  }
  const columns = reader.names.map((name, column) => ({ name, type: typeOf(kinds[column]) }));
  return { columns, rowCount, index: index.build() };
}
