import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { createByteWriter } from './byte-writer.ts';
import type { ByteWriter } from './byte-writer.ts';
import { decodeOldChunk } from './old-chunk.ts';

/** Points of one metric as parallel columns, in the order in which they were stored. */
export interface Points {
  /** Grows with every point of the run, over all metrics. */
  positions: number[];
  steps: number[];
  values: number[];
  /** Milliseconds since 1970. */
  times: number[];
}

/** Few enough to write the open chunk anew with each group, enough that a sample skips many. */
export const CHUNK_POINTS = 1_024;

/** The fourth byte: in what came before it, a count below 2²⁴ left it 0. */
const OPEN = 2;
const CLOSED = 3;
const HEAD = 4;

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
 * Values byte plane by byte plane, each byte as what differs from that of the value before; then
 * positions, steps and times as differences of differences of variable length. A full chunk is
 * compressed: about eight bytes a point, most of them the noise of the value.
 */
export function encodeChunk(points: Points): Uint8Array {
  const { positions, steps, times, values } = points;
  const count = values.length;
  const closed = count >= CHUNK_POINTS;
  const writer = createByteWriter(HEAD + 8 * count + 3 * (1 + 10 * count));
  writer.bytes.writeUInt32LE(count, 0);
  writer.bytes[3] = closed ? CLOSED : OPEN;
  writer.at = HEAD;
  writePlanes(writer, values);
  for (const integers of [positions, steps, times]) {
    writeIntegers(writer, integers);
  }
  const whole = writer.bytes.subarray(0, writer.at);
  if (!closed) {
    return whole;
  }
  const packed = deflateRawSync(whole.subarray(HEAD), { level: 1 });
  return Buffer.concat([whole.subarray(0, HEAD), packed]);
}

/** Appends the points of a chunk to others, or to none. */
export function decodeChunk(chunk: Uint8Array, into = emptyPoints()): Points {
  const given = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const form = given[3]!;
  if (form === 0) {
    return decodeOldChunk(given, into);
  }
  const count = given.readUIntLE(0, 3);
  const rest = given.subarray(HEAD);
  const reader = { bytes: form === CLOSED ? inflateRawSync(rest) : rest, at: 0 };
  readPlanes(reader, count, into.values);
  readIntegers(reader, count, into.positions);
  readIntegers(reader, count, into.steps);
  readIntegers(reader, count, into.times);
  return into;
}

export function countOf(chunk: Uint8Array): number {
  return chunk[0]! + chunk[1]! * 256 + chunk[2]! * 65_536;
}

function writePlanes(writer: ByteWriter, values: number[]): void {
  const count = values.length;
  const source = new Uint8Array(Float64Array.from(values).buffer);
  for (let plane = 0; plane < 8; plane++) {
    let previous = 0;
    for (let index = 0; index < count; index++) {
      const byte = source[index * 8 + plane]!;
      writer.bytes[writer.at++] = byte ^ previous;
      previous = byte;
    }
  }
}

interface Reader {
  bytes: Uint8Array;
  at: number;
}

function readPlanes(reader: Reader, count: number, into: number[]): void {
  const values = new Float64Array(count);
  const target = new Uint8Array(values.buffer);
  for (let plane = 0; plane < 8; plane++) {
    let previous = 0;
    for (let index = 0; index < count; index++) {
      previous ^= reader.bytes[reader.at++]!;
      target[index * 8 + plane] = previous;
    }
  }
  for (let index = 0; index < count; index++) {
    into.push(values[index]!);
  }
}

function writeIntegers(writer: ByteWriter, numbers: number[]): void {
  const begun = writer.at;
  writer.bytes[writer.at++] = DELTAS;
  let previous = 0;
  let delta = 0;
  for (const number of numbers) {
    const next = number - previous;
    const change = next - delta;
    if (!Number.isSafeInteger(next) || !Number.isSafeInteger(change)) {
      writer.at = begun;
      writePlain(writer, numbers);
      return;
    }
    writer.integer(change);
    previous = number;
    delta = next;
  }
}

function writePlain(writer: ByteWriter, numbers: number[]): void {
  writer.bytes[writer.at++] = PLAIN;
  for (const number of numbers) {
    writer.at = writer.bytes.writeDoubleLE(number, writer.at);
  }
}

function readIntegers(reader: Reader, count: number, into: number[]): void {
  const { bytes } = reader;
  let { at } = reader;
  if (bytes[at++] === PLAIN) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let index = 0; index < count; index++, at += 8) {
      into.push(view.getFloat64(at, true));
    }
    reader.at = at;
    return;
  }
  let number = 0;
  let delta = 0;
  for (let index = 0; index < count; index++) {
    let byte = bytes[at++]!;
    const negative = (byte & 1) === 1;
    let magnitude = (byte & 0x7f) >> 1;
    for (let scale = 64; byte & 0x80; scale *= 128) {
      byte = bytes[at++]!;
      magnitude += (byte & 0x7f) * scale;
    }
    delta += negative ? -magnitude : magnitude;
    number += delta;
    into.push(number);
  }
  reader.at = at;
}
