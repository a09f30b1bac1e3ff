import type { PointBatch } from './point-batch.ts';

/** What stands before the columns of a record. */
interface Header {
  keys: string[];
  batches: { run: string; source?: string; first: number; count: number }[];
}

const BYTES_A_POINT = 4 + 3 * 8;

/**
 * Batches as they are kept until they are sorted in: a header as JSON, then the columns of all of
 * their points. Quick to write; it lives for some tenths of a second.
 */
export function encodeRecord(batches: PointBatch[]): Uint8Array {
  const numbers = new Map<string, number>();
  const numberOf = (key: string): number => {
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  };
  const keyNumbers = batches.map(batch => batch.keys.map(numberOf));
  const header: Header = {
    keys: [...numbers.keys()],
    batches: batches.map(({ firstSeq, runId, source, values }) => ({
      run: runId,
      source,
      first: firstSeq,
      count: values.length
    }))
  };
  const text = Buffer.from(JSON.stringify(header));
  const count = batches.reduce((sum, batch) => sum + batch.values.length, 0);
  const bytes = Buffer.allocUnsafe(4 + text.length + count * BYTES_A_POINT);
  let at = bytes.writeUInt32LE(text.length, 0);
  at += text.copy(bytes, at);
  batches.forEach((batch, place) => {
    for (const number of batch.keyOf) {
      at = bytes.writeUInt32LE(keyNumbers[place]![number]!, at);
    }
  });
  for (const column of ['steps', 'values', 'times'] as const) {
    for (const batch of batches) {
      for (const number of batch[column]) {
        at = bytes.writeDoubleLE(number, at);
      }
    }
  }
  return bytes;
}

export function decodeRecord(content: Uint8Array): PointBatch[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const length = bytes.readUInt32LE(0);
  const { batches, keys } = JSON.parse(bytes.toString('utf8', 4, 4 + length)) as Header;
  const total = batches.reduce((sum, { count }) => sum + count, 0);
  const keysAt = 4 + length;
  const columnAt = (column: number): number => keysAt + 4 * total + 8 * total * column;
  let done = 0;
  return batches.map(({ count, first, run, source }) => {
    const from = done;
    done += count;
    const column = (number: number): number[] =>
      Array.from({ length: count }, (_, index) =>
        bytes.readDoubleLE(columnAt(number) + 8 * (from + index))
      );
    return {
      runId: run,
      source,
      firstSeq: first,
      keys,
      keyOf: Array.from({ length: count }, (_, index) =>
        bytes.readUInt32LE(keysAt + 4 * (from + index))
      ),
      steps: column(0),
      values: column(1),
      times: column(2)
    };
  });
}
