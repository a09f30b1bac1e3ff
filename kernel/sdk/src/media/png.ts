import { crc32, deflateSync } from 'node:zlib';
import type { Pixels } from './image.ts';

const colourTypes: Record<number, number> = { 1: 0, 2: 4, 3: 2, 4: 6 };

function chunk(name: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(name, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}

/** A PNG of 8 bits a channel (ISO/IEC 15948), rows unfiltered. */
export function encodePng({ data, width, height }: Pixels): Uint8Array {
  const channels = data.length / (width * height);
  const colourType = colourTypes[channels];
  if (colourType === undefined) {
    throw new Error(
      `${data.length} values are not ${width} × ${height} pixels of 1 to 4 channels of a byte`
    );
  }
  const stride = width * channels;
  const rows = new Uint8Array(height * (stride + 1));
  for (let row = 0; row < height; row++) {
    for (let index = 0; index < stride; index++) {
      rows[row * (stride + 1) + 1 + index] = data[row * stride + index];
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colourType, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array())
  ]);
}
