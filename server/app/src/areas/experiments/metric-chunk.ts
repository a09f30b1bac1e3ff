/** Points of one metric as parallel columns, in the order in which they were stored. */
export interface Points {
  /** Grows with every point of the run, over all metrics. */
  positions: number[];
  steps: number[];
  values: number[];
  /** Milliseconds since 1970. */
  times: number[];
}

/** A chunk with so many points takes about 3 KB, less than a page of the database. */
export const CHUNK_POINTS = 256;

const DELTAS = 0;
const PLAIN = 1;

export function emptyPoints(): Points {
  return { positions: [], steps: [], values: [], times: [] };
}

export function appendPoint(
  points: Points,
  position: number,
  step: number,
  value: number,
  time: number
): void {
  points.positions.push(position);
  points.steps.push(step);
  points.values.push(value);
  points.times.push(time);
}

/** Appends points `from` … `to - 1` of one to the other. */
export function copyPoints(source: Points, from: number, to: number, target: Points): void {
  for (let index = from; index < to; index++) {
    appendPoint(
      target,
      source.positions[index]!,
      source.steps[index]!,
      source.values[index]!,
      source.times[index]!
    );
  }
}

/**
 * Count, values as doubles, then positions, steps and times as differences of variable length:
 * about eleven bytes a point where MLflow's rows take hundreds.
 */
export function encodeChunk({ positions, steps, times, values }: Points): Uint8Array {
  const count = values.length;
  const head = Buffer.alloc(4 + 8 * count);
  head.writeUInt32LE(count, 0);
  values.forEach((value, index) => head.writeDoubleLE(value, 4 + 8 * index));
  return Buffer.concat([head, ...[positions, steps, times].map(encodeIntegers)]);
}

export function decodeChunk(chunk: Uint8Array): Points {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const count = bytes.readUInt32LE(0);
  const values = Array.from({ length: count }, (_, index) => bytes.readDoubleLE(4 + 8 * index));
  const reader = { bytes, offset: 4 + 8 * count };
  const positions = decodeIntegers(reader, count);
  const steps = decodeIntegers(reader, count);
  const times = decodeIntegers(reader, count);
  return { positions, steps, values, times };
}

function encodeIntegers(numbers: number[]): Buffer {
  const deltas = numbers.map((number, index) => number - (numbers[index - 1] ?? 0));
  if (!deltas.every(Number.isSafeInteger)) {
    const plain = Buffer.alloc(1 + 8 * numbers.length, PLAIN);
    numbers.forEach((number, index) => plain.writeDoubleLE(number, 1 + 8 * index));
    return plain;
  }
  const bytes: number[] = [DELTAS];
  for (const delta of deltas) {
    // The sign and six bits, then seven bits a byte; the top bit says that more follows.
    let rest = Math.abs(delta);
    let low = (rest % 64) * 2 + (delta < 0 ? 1 : 0);
    rest = Math.floor(rest / 64);
    while (rest > 0) {
      bytes.push(low | 0x80);
      low = rest % 128;
      rest = Math.floor(rest / 128);
    }
    bytes.push(low);
  }
  return Buffer.from(bytes);
}

function decodeIntegers(reader: { bytes: Buffer; offset: number }, count: number): number[] {
  const { bytes } = reader;
  const numbers = new Array<number>(count);
  if (bytes[reader.offset++] === PLAIN) {
    for (let index = 0; index < count; index++, reader.offset += 8) {
      numbers[index] = bytes.readDoubleLE(reader.offset);
    }
    return numbers;
  }
  let previous = 0;
  for (let index = 0; index < count; index++) {
    let byte = bytes[reader.offset++]!;
    const negative = (byte & 1) === 1;
    let magnitude = (byte & 0x7f) >> 1;
    for (let scale = 64; byte & 0x80; scale *= 128) {
      byte = bytes[reader.offset++]!;
      magnitude += (byte & 0x7f) * scale;
    }
    previous += negative ? -magnitude : magnitude;
    numbers[index] = previous;
  }
  return numbers;
}
