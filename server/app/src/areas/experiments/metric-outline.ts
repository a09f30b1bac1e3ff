import type { Points } from './metric-chunk.ts';

/** A point with its place in the chunk. */
export interface OutlinePoint {
  index: number;
  step: number;
  value: number;
  time: number;
}

/** The two points of a chunk that a coarse sample shows: it is told without the chunk itself. */
export interface Outline {
  lowest: OutlinePoint;
  highest: OutlinePoint;
}

const POINT = 4 + 3 * 8;

/** NaNs are no extremes, unless there is nothing else. */
export function outlineOf({ steps, times, values }: Points): Outline {
  let lowest = 0;
  let highest = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (value < values[lowest]! || Number.isNaN(values[lowest])) {
      lowest = index;
    }
    if (value > values[highest]! || Number.isNaN(values[highest])) {
      highest = index;
    }
  }
  const pointAt = (index: number): OutlinePoint => ({
    index,
    step: steps[index]!,
    value: values[index]!,
    time: times[index]!
  });
  return { lowest: pointAt(lowest), highest: pointAt(highest) };
}

export function encodeOutline({ highest, lowest }: Outline): Uint8Array {
  const bytes = Buffer.allocUnsafe(2 * POINT);
  [lowest, highest].forEach((point, number) => {
    let at = bytes.writeUInt32LE(point.index, number * POINT);
    at = bytes.writeDoubleLE(point.step, at);
    at = bytes.writeDoubleLE(point.value, at);
    bytes.writeDoubleLE(point.time, at);
  });
  return bytes;
}

export function decodeOutline(content: Uint8Array): Outline {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const pointAt = (at: number): OutlinePoint => ({
    index: view.getUint32(at, true),
    step: view.getFloat64(at + 4, true),
    value: view.getFloat64(at + 12, true),
    time: view.getFloat64(at + 20, true)
  });
  return { lowest: pointAt(0), highest: pointAt(POINT) };
}
