import { Cursor, readChunks } from './chunks.ts';
import { Classifier } from './classify.ts';
import { ContentError } from './content-error.ts';
import { namesOf } from './delimited-header.ts';
import { MAXIMUM_COLUMNS } from './row.ts';
import type { Row, RowPosition, RowReader, RowVisitor } from './row.ts';

const QUOTE = 34;
const LF = 10;
const CR = 13;

/** Whether a field was quoted, and whether quotes are doubled in it. */
const PLAIN = 0;
const QUOTED = 1;
const ESCAPED = 2;

class DelimitedRow implements Row {
  length = 0;
  line = 1;
  offset = 0;
  kinds = new Uint8Array(64);
  numbers = new Float64Array(64);
  buffer: Buffer = Buffer.alloc(0);
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly quotes: number[] = [];
  private readonly classifier = new Classifier();

  text(column: number): string {
    const text = this.buffer.toString('utf8', this.starts[column], this.ends[column]);
    return this.quotes[column] === ESCAPED ? text.replaceAll('""', '"') : text;
  }

  classify(): void {
    if (this.kinds.length < this.length) {
      this.kinds = new Uint8Array(this.length);
      this.numbers = new Float64Array(this.length);
    }
    for (let column = 0; column < this.length; column++) {
      this.kinds[column] = this.classifier.classify(
        this.buffer,
        this.starts[column],
        this.ends[column]
      );
      this.numbers[column] = this.classifier.value;
    }
  }
}

/**
 * Reads delimited text as RFC 4180 describes it, for any one-byte delimiter: fields may be quoted,
 * a quote within is doubled, quoted fields may hold line breaks; lines end with LF, CR LF or CR.
 * The first line names the columns. Blank lines are skipped. All rows must be equally long.
 */
export class DelimitedReader implements RowReader {
  names: readonly string[];
  private readonly file: string;
  private readonly delimiter: number;

  /** `names`: the columns, if they are known from an earlier reading. */
  constructor(file: string, delimiter: ',' | '\t', names: readonly string[] = []) {
    this.names = names;
    this.file = file;
    this.delimiter = delimiter.charCodeAt(0);
  }

  async read(visit: RowVisitor, from?: RowPosition): Promise<void> {
    const cursor = new Cursor(from ?? { offset: 0, line: 1 });
    const row = new DelimitedRow();
    let headed = from !== undefined;
    await readChunks(this.file, cursor, (buffer, start, last) => {
      let at = start;
      row.buffer = buffer;
      while (at < buffer.length) {
        const next = this.split(row, at, last, cursor.line);
        if (next < 0) {
          break;
        }
        row.line = cursor.line;
        row.offset = cursor.base + at;
        cursor.line += this.linesBetween(row, at, next);
        at = next;
        if (row.length === 1 && row.starts[0] === row.ends[0] && row.quotes[0] === PLAIN) {
          continue;
        }
        if (headed && row.length !== this.names.length) {
          throw unequal(row, this.names.length);
        }
        row.classify();
        if (!headed) {
          this.names = namesOf(row, this.delimiter);
          headed = true;
          continue;
        }
        if (visit(row) === false) {
          return -1;
        }
      }
      return at;
    });
    if (!headed) {
      throw new ContentError(
        'The file is empty: it has no line that names the columns.',
        'Upload a file whose first line names the columns.'
      );
    }
  }

  /** Finds the fields of the row at `at`; answers where the next one starts, −1 if it is not whole. */
  private split(row: DelimitedRow, at: number, last: boolean, line: number): number {
    const { buffer, starts, ends, quotes } = row;
    const { length } = buffer;
    const delimiter = this.delimiter;
    let count = 0;
    for (;;) {
      let quote = PLAIN;
      let start = at;
      let end: number;
      if (at < length && buffer[at] === QUOTE) {
        quote = QUOTED;
        start = at + 1;
        end = buffer.indexOf(QUOTE, start);
        while (end >= 0 && end + 1 < length && buffer[end + 1] === QUOTE) {
          quote = ESCAPED;
          end = buffer.indexOf(QUOTE, end + 2);
        }
        if (end < 0 || end + 1 === length) {
          if (!last) {
            return -1;
          }
          if (end < 0) {
            throw unclosed(line);
          }
        }
        at = end + 1;
      } else {
        while (at < length) {
          const byte = buffer[at];
          if (byte === delimiter || byte === LF || byte === CR) {
            break;
          }
          at++;
        }
        end = at;
      }
      starts[count] = start;
      ends[count] = end;
      quotes[count] = quote;
      count++;
      row.length = count;
      if (at >= length) {
        return last ? length : -1;
      }
      const byte = buffer[at];
      if (byte === delimiter) {
        at++;
      } else if (byte === LF) {
        return at + 1;
      } else if (byte === CR) {
        if (at + 1 === length && !last) {
          return -1;
        }
        return buffer[at + 1] === LF ? at + 2 : at + 1;
      } else {
        throw new ContentError(
          `On line ${line}, text follows the closing quotation mark of a field.`,
          'Double quotation marks that are part of a quoted field ("" for ").',
          line
        );
      }
      if (count > MAXIMUM_COLUMNS) {
        throw tooWide(line);
      }
    }
  }

  private linesBetween(row: DelimitedRow, start: number, end: number): number {
    let lines = end > start && (row.buffer[end - 1] === LF || row.buffer[end - 1] === CR) ? 1 : 0;
    for (let field = 0; field < row.length; field++) {
      if (row.quotes[field] !== PLAIN) {
        const to = row.ends[field];
        let at = row.buffer.indexOf(LF, row.starts[field]);
        while (at >= 0 && at < to) {
          lines++;
          at = row.buffer.indexOf(LF, at + 1);
        }
      }
    }
    return lines;
  }
}

function unequal(row: DelimitedRow, expected: number): ContentError {
  const fields = (count: number) => `${count} ${count === 1 ? 'field' : 'fields'}`;
  return new ContentError(
    `Line ${row.line} has ${fields(row.length)}, but the first line names ${expected}.`,
    'Correct the line. Fields that hold the separator must be in quotation marks.',
    row.line
  );
}

function unclosed(line: number): ContentError {
  return new ContentError(
    `A quotation mark that is opened in the row that starts on line ${line} is never closed.`,
    'Close it, or double quotation marks that are part of a field.',
    line
  );
}

function tooWide(line: number): ContentError {
  return new ContentError(
    `Line ${line} has more than ${MAXIMUM_COLUMNS} fields.`,
    `A table may have at most ${MAXIMUM_COLUMNS} columns; register the file with the format \`file\`.`,
    line
  );
}
