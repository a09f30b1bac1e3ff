import { Cursor, readChunks } from './chunks.ts';
import { isDate } from './classify.ts';
import { ContentError } from './content-error.ts';
import { KIND, MAXIMUM_COLUMNS } from './row.ts';
import type { Kind, Row, RowPosition, RowReader, RowVisitor } from './row.ts';

const LF = 10;

class ObjectRow implements Row {
  length = 0;
  line = 1;
  offset = 0;
  kinds = new Uint8Array(64);
  numbers = new Float64Array(64);
  readonly values: unknown[] = [];

  text(column: number): string {
    const value = this.values[column];
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  }

  set(column: number, value: unknown): void {
    if (column >= this.kinds.length) {
      const kinds = new Uint8Array(column * 2);
      kinds.set(this.kinds);
      this.kinds = kinds;
      const numbers = new Float64Array(column * 2);
      numbers.set(this.numbers);
      this.numbers = numbers;
    }
    this.values[column] = value;
    this.kinds[column] = kindOf(value);
    this.numbers[column] = Number(value);
  }
}

function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case 'number':
      return Number.isSafeInteger(value) ? KIND.integer : KIND.number;
    case 'boolean':
      return KIND.boolean;
    case 'string':
      return value.length >= 10 && value.length <= 35 && isDate(value) ? KIND.date : KIND.string;
    default:
      return value === null || value === undefined ? KIND.missing : KIND.string;
  }
}

/**
 * Reads JSON lines: one object a line, whose keys are the columns, in the order in which they are
 * first met. A key that a line lacks, or null, is a missing value; arrays and objects are read as
 * their JSON text. Blank lines are skipped.
 */
export class JsonLinesReader implements RowReader {
  readonly names: string[] = [];
  private readonly columns = new Map<string, number>();
  private readonly file: string;

  /** `names`: the columns, if they are known from an earlier reading. */
  constructor(file: string, names: readonly string[] = []) {
    this.file = file;
    names.forEach(name => this.column(name, 1));
  }

  async read(visit: RowVisitor, from?: RowPosition): Promise<void> {
    const cursor = new Cursor(from ?? { offset: 0, line: 1 });
    const row = new ObjectRow();
    let rows = 0;
    await readChunks(this.file, cursor, (buffer, start, last) => {
      let at = start;
      while (at < buffer.length) {
        const feed = buffer.indexOf(LF, at);
        if (feed < 0 && !last) {
          break;
        }
        const end = feed < 0 ? buffer.length : feed;
        const text = buffer.toString('utf8', at, end);
        row.line = cursor.line++;
        row.offset = cursor.base + at;
        at = end + (feed < 0 ? 0 : 1);
        if (text.trim() === '') {
          continue;
        }
        this.fill(row, parse(text, row.line));
        rows++;
        if (visit(row) === false) {
          return -1;
        }
      }
      return at;
    });
    if (rows === 0 && !from) {
      throw new ContentError('The file is empty.', 'Upload a file with one JSON object a line.');
    }
  }

  private fill(row: ObjectRow, object: Record<string, unknown>): void {
    for (let column = 0; column < this.names.length; column++) {
      row.set(column, null);
    }
    for (const key of Object.keys(object)) {
      row.set(this.column(key, row.line), object[key]);
    }
    row.length = this.names.length;
  }

  private column(name: string, line: number): number {
    let column = this.columns.get(name);
    if (column === undefined) {
      column = this.names.length;
      if (column >= MAXIMUM_COLUMNS) {
        throw new ContentError(
          `Up to line ${line}, the objects have more than ${MAXIMUM_COLUMNS} different keys.`,
          `A table may have at most ${MAXIMUM_COLUMNS} columns; register the file with the format \`file\`.`,
          line
        );
      }
      this.names.push(name);
      this.columns.set(name, column);
    }
    return column;
  }
}

function parse(text: string, line: number): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ContentError(
      `Line ${line} is not JSON.`,
      'Each line must be one whole JSON object, such as {"age": 50, "mass": null}.',
      line
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ContentError(
      `Line ${line} is JSON, but not an object.`,
      'Each line must be one whole JSON object, such as {"age": 50, "mass": null}.',
      line
    );
  }
  return value as Record<string, unknown>;
}
