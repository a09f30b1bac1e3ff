/** What a cell's text can be read as; the narrowest that fits. */
export const KIND = { missing: 0, boolean: 1, integer: 2, number: 3, date: 4, string: 5 } as const;
export type Kind = (typeof KIND)[keyof typeof KIND];

/**
 * One row while it is being read. The object and its arrays are used again for the next row:
 * take out what must last.
 */
export interface Row {
  /** Columns that this row fills. */
  readonly length: number;
  readonly kinds: Uint8Array;
  /** The value of integer and number cells, 0 or 1 for boolean ones. */
  readonly numbers: Float64Array;
  /** The cell as it was written. */
  text(column: number): string;
  /** Line on which the row starts, from 1. */
  readonly line: number;
  /** Byte at which the row starts. */
  readonly offset: number;
}

/** Called for each row; `false` ends the reading. */
export type RowVisitor = (row: Row) => boolean | void;

/** Where reading starts when it is not the beginning: an offset that a row once had. */
export interface RowPosition {
  readonly offset: number;
  readonly line: number;
}

/** Reads rows in order. */
export interface RowReader {
  /** Names of the columns: known before the first row (header) or after the last one (JSON lines). */
  readonly names: readonly string[];
  read(visit: RowVisitor, from?: RowPosition): Promise<void>;
}

/** The most columns a table may have. */
export const MAXIMUM_COLUMNS = 10_000;
/** The most bytes one row may take. */
export const MAXIMUM_ROW_BYTES = 16 * 1024 * 1024;
