import type { Points } from './metric-chunk.ts';

const PLAIN = 1;

/** Chunks as version 0.1 wrote them: values as doubles, all else as differences. */
export function decodeOldChunk(bytes: Buffer, into: Points): Points {
  const count = bytes.readUInt32LE(0);
  for (let index = 0; index < count; index++) {
    into.values.push(bytes.readDoubleLE(4 + 8 * index));
  }
  const reader = { bytes, at: 4 + 8 * count };
  for (const column of [into.positions, into.steps, into.times]) {
    readColumn(reader, count, column);
  }
  return into;
}

function readColumn(reader: { bytes: Buffer; at: number }, count: number, into: number[]): void {
  const { bytes } = reader;
  if (bytes[reader.at++] === PLAIN) {
    for (let index = 0; index < count; index++, reader.at += 8) {
      into.push(bytes.readDoubleLE(reader.at));
    }
    return;
  }
  let previous = 0;
  for (let index = 0; index < count; index++) {
    let byte = bytes[reader.at++]!;
    const negative = (byte & 1) === 1;
    let magnitude = (byte & 0x7f) >> 1;
    for (let scale = 64; byte & 0x80; scale *= 128) {
      byte = bytes[reader.at++]!;
      magnitude += (byte & 0x7f) * scale;
    }
    previous += negative ? -magnitude : magnitude;
    into.push(previous);
  }
}
