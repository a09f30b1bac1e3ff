import { MEDIA } from '@atelier-ml/api';
import type { LoggedTable } from '@atelier-ml/api';
import { jsonMedia } from './media.ts';
import type { Media } from './media.ts';

/** Rows as objects, columns by name, or both lists of `{ columns, data }`. */
export type TableContent =
  | readonly object[]
  | Readonly<Record<string, ArrayLike<unknown>>>
  | { readonly columns: readonly string[]; readonly data: readonly ArrayLike<unknown>[] };

type Cell = LoggedTable['data'][number][number];

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) {
    return null;
  }
  if (typeof value === 'string' || typeof value === 'boolean') {
    return value;
  }
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : String(value);
  }
  if (value instanceof Date && !Number.isNaN(value.getTime())) {
    return value.toISOString();
  }
  return typeof value === 'object' ? (JSON.stringify(value) ?? null) : String(value);
}

function ofRows(rows: readonly object[]): LoggedTable {
  const columns = new Map<string, number>();
  for (const row of rows) {
    for (const name of Object.keys(row)) {
      if (!columns.has(name)) {
        columns.set(name, columns.size);
      }
    }
  }
  const names = [...columns.keys()];
  const data = rows.map(row => names.map(name => cellOf((row as Record<string, unknown>)[name])));
  return { columns: names, data };
}

function ofColumns(content: Readonly<Record<string, ArrayLike<unknown>>>): LoggedTable {
  const columns = Object.keys(content);
  const length = Math.max(0, ...columns.map(name => content[name].length));
  const data = Array.from({ length }, (_, row) => columns.map(name => cellOf(content[name][row])));
  return { columns, data };
}

const isSplit = (content: object): content is { columns: string[]; data: ArrayLike<unknown>[] } =>
  'columns' in content &&
  'data' in content &&
  Array.isArray(content.columns) &&
  content.columns.every(name => typeof name === 'string') &&
  Array.isArray(content.data) &&
  content.data.every(row => typeof row === 'object' && row !== null && 'length' in row);

/** What is missing is null; what no cell can hold is kept as text. */
export function tableMedia(content: TableContent): Media {
  let table: LoggedTable;
  if (Array.isArray(content)) {
    table = ofRows(content as readonly object[]);
  } else if (isSplit(content)) {
    const { columns, data } = content;
    table = {
      columns: [...columns],
      data: data.map(row => columns.map((_, index) => cellOf(row[index])))
    };
  } else {
    table = ofColumns(content as Record<string, ArrayLike<unknown>>);
  }
  return jsonMedia(table, MEDIA.table, '.table.json');
}
