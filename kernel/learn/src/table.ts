import { LearnError } from './errors.ts';

/** One row, e.g. `{ glucose: 148, pressure: null, ward: 'A' }`. */
export type Row = Readonly<Record<string, unknown>>;
/** A table by column, e.g. `{ glucose: [148, 85], ward: ['A', 'B'] }`; all columns equally long. */
export type Columns = Readonly<Record<string, ArrayLike<unknown>>>;
/**
 * A table as an array of rows or as an object of columns. `null`, `undefined`, `NaN` and `''` mean
 * missing. Numbers are kept in single precision (float32), as the exported ONNX model reads them.
 */
export type Table = readonly Row[] | Columns;

export type ColumnType = 'numeric' | 'categorical';
export interface ColumnSchema {
  readonly name: string;
  readonly type: ColumnType;
}

type Reader = (row: number) => unknown;

const isRows = (table: Table): table is readonly Row[] => Array.isArray(table);

/** Number of rows. Throws `length-mismatch` for columns of different lengths. */
export function rowCount(table: Table): number {
  if (isRows(table)) return table.length;
  const entries = Object.entries(table);
  const rows = entries.length === 0 ? 0 : entries[0][1].length;
  const odd = entries.find(([, values]) => values.length !== rows);
  if (odd) {
    throw new LearnError(
      'length-mismatch',
      `Column "${odd[0]}" has ${odd[1].length} values, column "${entries[0][0]}" has ${rows}.`,
      'Give every column the same number of values, null where one is missing.',
      { column: odd[0] }
    );
  }
  return rows;
}

/** All column names, in the order in which they first occur. */
function columnNames(table: Table): string[] {
  if (!isRows(table)) return Object.keys(table);
  const names = new Set<string>();
  for (const row of table) for (const name in row) names.add(name);
  return [...names];
}

/** Rows by number, in the form of the table they come from. */
export function selectRows<T extends Table>(table: T, rows: ArrayLike<number>): T {
  const pick = (values: ArrayLike<unknown>): unknown[] => Array.from(rows, row => values[row]);
  if (isRows(table)) return pick(table) as unknown as T;
  const columns = Object.entries(table).map(([name, values]) => [name, pick(values)] as const);
  return Object.fromEntries(columns) as unknown as T;
}

/** Throws `unknown-column` when no row has the column: a mistyped name must not read as "missing". */
export function columnReader(table: Table, column: string): Reader {
  if (isRows(table)) {
    if (table.some(row => Object.hasOwn(row, column))) return row => table[row][column];
  } else if (Object.hasOwn(table, column)) {
    const values = table[column];
    return row => values[row];
  }
  const names = columnNames(table);
  const close = names.find(name => name.toLowerCase() === column.toLowerCase());
  throw new LearnError(
    'unknown-column',
    `The table has no column "${column}".`,
    close === undefined
      ? `Use one of its columns: ${names.slice(0, 30).join(', ') || '(none)'}.`
      : `Did you mean "${close}"?`,
    { column }
  );
}

const isMissing = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || Number.isNaN(value);

/** A cell as a number, NaN when missing; digits in a string and booleans are read as numbers. */
export function toNumber(value: unknown, column: string, row: number): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (isMissing(value) || (typeof value === 'string' && value.trim() === '')) return NaN;
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') {
    const number = Number(value);
    if (Number.isFinite(number)) return number;
  }
  throw new LearnError(
    'non-numeric-value',
    `Row ${row + 1} of the numeric column "${column}" holds ${describe(value)}.`,
    'Correct it, use null for a missing value, or list the column under "categorical".',
    { column, row: row + 1, value }
  );
}

function toCategory(value: unknown, column: string, row: number): string {
  if (isMissing(value)) return '';
  if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol') {
    throw new LearnError(
      'unsupported-value',
      `Row ${row + 1} of the categorical column "${column}" holds ${describe(value)}.`,
      'Use a string, a boolean or a number for each category, null for a missing one.',
      { column, row: row + 1, value }
    );
  }
  return String(value);
}

const describe = (value: unknown): string =>
  typeof value === 'string' ? `"${value.slice(0, 40)}"` : `${typeof value} ${String(value)}`;

/** A numeric column in single precision; NaN is missing. */
function readNumeric(table: Table, column: string): Float32Array {
  const read = columnReader(table, column);
  const values = new Float32Array(rowCount(table));
  for (let row = 0; row < values.length; row++) {
    const value = toNumber(read(row), column, row);
    values[row] = value;
    if (!Number.isFinite(values[row]) && !Number.isNaN(value)) {
      throw new LearnError(
        'non-numeric-value',
        `Row ${row + 1} of column "${column}" holds ${value}, too large for single precision.`,
        'Rescale the column, for example by taking its logarithm.',
        { column, row: row + 1, value }
      );
    }
  }
  return values;
}

/** A categorical column as strings; '' is missing. */
function readCategorical(table: Table, column: string): string[] {
  const read = columnReader(table, column);
  return Array.from({ length: rowCount(table) }, (_, row) => toCategory(read(row), column, row));
}

/** Numeric where every value present is a number, categorical otherwise. */
export function inferSchema(table: Table, except: string): ColumnSchema[] {
  const rows = rowCount(table);
  return columnNames(table)
    .filter(name => name !== except)
    .map(name => {
      const read = columnReader(table, name);
      for (let row = 0; row < rows; row++) {
        const value = read(row);
        const numeric = typeof value === 'number' || typeof value === 'bigint';
        if (!numeric && !isMissing(value)) return { name, type: 'categorical' };
      }
      return { name, type: 'numeric' };
    });
}

/** Columns that were read and checked: what every later step works on. */
export interface TableData {
  readonly rows: number;
  readonly numeric: ReadonlyMap<string, Float32Array>;
  readonly categorical: ReadonlyMap<string, readonly string[]>;
}

export function readTable(table: Table, schema: readonly ColumnSchema[]): TableData {
  const numeric = new Map<string, Float32Array>();
  const categorical = new Map<string, string[]>();
  const rows = rowCount(table);
  for (const { name, type } of rows === 0 ? [] : schema) {
    if (type === 'numeric') numeric.set(name, readNumeric(table, name));
    else categorical.set(name, readCategorical(table, name));
  }
  return { rows, numeric, categorical };
}

export function takeRows(data: TableData, rows: Int32Array): TableData {
  return {
    rows: rows.length,
    numeric: new Map([...data.numeric].map(([name, values]) => [name, take(values, rows)])),
    categorical: new Map(
      [...data.categorical].map(([name, values]) => [name, Array.from(rows, row => values[row])])
    )
  };
}

/** The values at the given rows, in the same kind of array. */
export function take<T extends Float32Array | Float64Array>(values: T, rows: Int32Array): T {
  const taken = new (values.constructor as new (length: number) => T)(rows.length);
  for (let index = 0; index < rows.length; index++) taken[index] = values[rows[index]];
  return taken;
}
