import type { DatasetVersion } from '@atelier-ml/api';
import { DelimitedReader } from './delimited.ts';
import type { Field } from './delimited.ts';

/** What a cell of a table holds; null is a missing value. */
export type CellValue = number | string | boolean | null;
/** A row by column name. */
export type DataRow = Record<string, CellValue>;

type Column = DatasetVersion['columns'][number];

/** The words that the server reads as missing too, beside an empty cell. */
const missing = new Set(['', 'NA', 'N/A', 'n/a', 'NaN', 'nan', 'null', 'NULL']);

function valueOf(text: string, type: Column['type']): CellValue {
  const trimmed = text.trim();
  if (missing.has(trimmed)) {
    return null;
  }
  switch (type) {
    case 'integer':
    case 'number':
      return Number(trimmed);
    case 'boolean':
      return trimmed.toLowerCase() === 'true';
    case 'date':
      return trimmed;
    default:
      return text;
  }
}

const rowOf = (fields: readonly Field[], columns: readonly Column[]): DataRow =>
  Object.fromEntries(
    columns.map(({ name, type }, index) => [name, valueOf(fields[index]?.text ?? '', type)])
  );

function jsonRow(line: string, columns: readonly Column[]): DataRow {
  const record = JSON.parse(line) as Record<string, unknown>;
  return Object.fromEntries(
    columns.map(({ name }) => {
      const value = record[name] ?? null;
      return [name, typeof value === 'object' && value ? JSON.stringify(value) : value];
    })
  ) as DataRow;
}

async function* delimitedRows(
  content: AsyncIterable<Uint8Array>,
  delimiter: string
): AsyncGenerator<Field[]> {
  const reader = new DelimitedReader(delimiter);
  for await (const chunk of content) {
    yield* reader.push(chunk);
  }
  yield* reader.end();
}

/** The rows of a version's content, with values of the columns' types. */
export async function* readRows(
  content: AsyncIterable<Uint8Array>,
  { format, columns }: Pick<DatasetVersion, 'format' | 'columns'>
): AsyncGenerator<DataRow> {
  if (format === 'jsonl') {
    for await (const line of jsonLines(content)) {
      yield jsonRow(line, columns);
    }
    return;
  }
  let header = true;
  for await (const fields of delimitedRows(content, format === 'tsv' ? '\t' : ',')) {
    if (!header) {
      yield rowOf(fields, columns);
    }
    header = false;
  }
}

async function* jsonLines(content: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of content) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter(line => line.trim() !== '');
  }
  if (rest.trim() !== '') {
    yield rest;
  }
}

/** A field as RFC 4180 writes it. */
function fieldOf(value: unknown): string {
  if (value === null || value === undefined || (typeof value === 'number' && isNaN(value))) {
    return '';
  }
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value as string);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as CSV with a header; columns in the order in which the rows name them first. */
export function writeRows(rows: readonly Readonly<Record<string, unknown>>[]): Uint8Array {
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))];
  const lines = rows.map(row => names.map(name => fieldOf(row[name])).join(','));
  return Buffer.from(`${[names.map(fieldOf).join(','), ...lines].join('\n')}\n`);
}
