import { StringDecoder } from 'node:string_decoder';

/** Splits delimited text as RFC 4180 writes it: quoted fields may hold delimiters and line breaks. */
export class DelimitedReader {
  readonly #delimiter: string;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** The rows that this piece of the file brings to an end. */
  *push(bytes: Uint8Array): Generator<Field[]> {
    yield* this.#take(this.#rest + this.#decoder.write(Buffer.from(bytes)), false);
  }

  *end(): Generator<Field[]> {
    yield* this.#take(this.#rest + this.#decoder.end(), true);
  }

  *#take(text: string, last: boolean): Generator<Field[]> {
    let start = 0;
    while (start < text.length) {
      const row = this.#row(text, start, last);
      if (!row) {
        break;
      }
      start = row.end;
      if (row.fields.length > 1 || row.fields[0].quoted || row.fields[0].text !== '') {
        yield row.fields;
      }
    }
    this.#rest = text.slice(start);
  }

  /** One row from `start` on; undefined when the text ends before it does. */
  #row(text: string, start: number, last: boolean): { fields: Field[]; end: number } | undefined {
    const fields: Field[] = [];
    let at = start;
    for (;;) {
      const field = text[at] === '"' ? quoted(text, at) : this.#plain(text, at);
      const whole = field.end < text.length || last;
      if (!whole || (!last && field.end === text.length - 1 && text[field.end] === '\r')) {
        return undefined;
      }
      fields.push(field);
      const next = text[field.end];
      if (next !== this.#delimiter) {
        const width = next === '\r' && text[field.end + 1] === '\n' ? 2 : 1;
        return { fields, end: field.end + width };
      }
      at = field.end + 1;
    }
  }

  #plain(text: string, start: number): Field & { end: number } {
    let end = start;
    while (end < text.length) {
      const character = text[end];
      if (character === this.#delimiter || character === '\n' || character === '\r') {
        break;
      }
      end++;
    }
    return { text: text.slice(start, end), quoted: false, end };
  }
}

/** One field of a row, and whether it stood in quotation marks. */
export interface Field {
  text: string;
  quoted: boolean;
}

function quoted(text: string, start: number): Field & { end: number } {
  let value = '';
  let at = start + 1;
  for (;;) {
    const mark = text.indexOf('"', at);
    if (mark < 0) {
      return { text: value + text.slice(at), quoted: true, end: text.length };
    }
    value += text.slice(at, mark);
    if (text[mark + 1] !== '"') {
      return { text: value, quoted: true, end: mark + 1 };
    }
    value += '"';
    at = mark + 2;
  }
}
