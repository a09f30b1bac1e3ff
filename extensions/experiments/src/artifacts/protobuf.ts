/** The fields of a message in Protocol Buffers' wire format, read without its schema. */
export interface Fields {
  has(field: number): boolean;
  /** Length-delimited values of a field. */
  all(field: number): Uint8Array[];
  messages(field: number): Fields[];
  text(field: number): string;
  /** The last one; 0 if there is none. */
  number(field: number): number;
  /** Those of a repeated field, packed or not. */
  numbers(field: number): number[];
}

type Value = number | Uint8Array;

export const textIn = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/**
 * Reads a message. What the end of the bytes cuts off is read as far as it goes, so the beginning
 * of a large file is enough. Undefined where the bytes cannot be such a message.
 */
export function readMessage(bytes: Uint8Array): Fields | undefined {
  const values = new Map<number, Value[]>();
  let at = 0;
  while (at < bytes.length) {
    const key = readNumber(bytes, at);
    if (!key || key.value < 8) {
      break;
    }
    const field = Math.floor(key.value / 8);
    const read = readValue(bytes, key.next, key.value % 8);
    if (read === 'unknown') {
      return undefined;
    }
    if (!read) {
      break;
    }
    const known = values.get(field) ?? [];
    if (read.value !== null) {
      known.push(read.value);
    }
    values.set(field, known);
    at = read.next;
  }
  return bytes.length > 0 && values.size === 0 ? undefined : fieldsOf(values);
}

function readValue(
  bytes: Uint8Array,
  at: number,
  wire: number
): { value: Value | null; next: number } | 'unknown' | undefined {
  switch (wire) {
    case 0:
      return readNumber(bytes, at);
    case 1:
      return { value: null, next: at + 8 };
    case 2: {
      const length = readNumber(bytes, at);
      return (
        length && {
          value: bytes.subarray(length.next, length.next + length.value),
          next: length.next + length.value
        }
      );
    }
    case 5:
      return { value: null, next: at + 4 };
    default:
      return 'unknown';
  }
}

/** A varint; whole numbers beyond 2^53 lose their last digits. */
function readNumber(bytes: Uint8Array, at: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let index = 0; index < 10 && at + index < bytes.length; index++) {
    const byte = bytes[at + index]!;
    value += (byte & 127) * 128 ** index;
    if (byte < 128) {
      return { value, next: at + index + 1 };
    }
  }
  return undefined;
}

function fieldsOf(values: Map<number, Value[]>): Fields {
  const of = (field: number): Value[] => values.get(field) ?? [];
  const all = (field: number) => of(field).filter(value => value instanceof Uint8Array);
  return {
    has: field => of(field).length > 0,
    all,
    messages: field => all(field).flatMap(bytes => readMessage(bytes) ?? []),
    text: field => textIn(all(field).at(-1) ?? new Uint8Array()),
    number: field => of(field).findLast(value => typeof value === 'number') ?? 0,
    numbers: field =>
      of(field).flatMap(value => (typeof value === 'number' ? value : unpack(value)))
  };
}

function unpack(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const read = readNumber(bytes, at);
    if (!read) {
      break;
    }
    numbers.push(read.value);
    at = read.next;
  }
  return numbers;
}
