import { DelimitedReader } from './delimited-reader.ts';
import { JsonLinesReader } from './json-lines-reader.ts';
import type { RowReader } from './row.ts';
import type { TableFormat } from './tables.ts';

/** The reader of a format. `names`: the columns, if they are known from an earlier reading. */
export function openReader(
  file: string,
  format: TableFormat,
  names: readonly string[] = []
): RowReader {
  switch (format) {
    case 'csv':
      return new DelimitedReader(file, ',', names);
    case 'tsv':
      return new DelimitedReader(file, '\t', names);
    case 'jsonl':
      return new JsonLinesReader(file, names);
  }
}
