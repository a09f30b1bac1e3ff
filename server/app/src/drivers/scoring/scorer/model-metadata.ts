import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** Fields of ONNX's ModelProto (onnx.proto): name and number. */
const TEXT_FIELDS: Record<number, string> = {
  2: 'producer_name',
  3: 'producer_version',
  4: 'domain',
  6: 'doc_string'
};
const MODEL_VERSION = 5;
const METADATA_PROPS = 14;
const LONGEST_FIELD = 1 << 20;

const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const FIXED32 = 5;

/**
 * Reads what an ONNX file says of itself: producer, version, documentation, metadata properties.
 * ONNX Runtime keeps these to itself in JavaScript. The graph with its weights is skipped unread.
 */
export async function readModelMetadata(file: string): Promise<Record<string, string>> {
  const handle = await open(file);
  try {
    const metadata: Record<string, string> = {};
    const { size } = await handle.stat();
    let at = 0;
    while (at < size) {
      const field = await readField(handle, at);
      const name = TEXT_FIELDS[field.number];
      if (field.wire === DELIMITED && (name || field.number === METADATA_PROPS)) {
        const content = await readBytes(handle, field.start, Math.min(field.length, LONGEST_FIELD));
        const [key, value] = name ? [name, content.toString()] : entryOf(content);
        if (key && value) {
          metadata[key] = value;
        }
      } else if (field.wire === VARINT && field.number === MODEL_VERSION && field.value) {
        metadata.model_version = String(field.value);
      }
      at = field.start + field.length;
    }
    return metadata;
  } finally {
    await handle.close();
  }
}

interface Field {
  number: number;
  wire: number;
  /** Of a varint. */
  value: number;
  /** Where the content starts, and how long it is. */
  start: number;
  length: number;
}

/** Protobuf's wire format: https://protobuf.dev/programming-guides/encoding */
async function readField(handle: FileHandle, at: number): Promise<Field> {
  const head = await readBytes(handle, at, 20);
  const [tag, afterTag] = varint(head, 0);
  const wire = tag % 8;
  const number = Math.floor(tag / 8);
  const start = at + afterTag;
  switch (wire) {
    case VARINT: {
      const [value, end] = varint(head, afterTag);
      return { number, wire, value, start, length: end - afterTag };
    }
    case DELIMITED: {
      const [length, end] = varint(head, afterTag);
      return { number, wire, value: 0, start: at + end, length };
    }
    case FIXED64:
      return { number, wire, value: 0, start, length: 8 };
    case FIXED32:
      return { number, wire, value: 0, start, length: 4 };
    default:
      throw new Error(`Unknown wire type ${wire}`);
  }
}

function varint(bytes: Buffer, from: number): [value: number, end: number] {
  let value = 0;
  let scale = 1;
  for (let at = from; at < bytes.length && at < from + 10; at++) {
    value += (bytes[at] & 0x7f) * scale;
    if (bytes[at] < 0x80) {
      return [value, at + 1];
    }
    scale *= 128;
  }
  throw new Error('The file ends within a number');
}

async function readBytes(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** StringStringEntryProto: key is field 1, value is field 2. */
function entryOf(content: Buffer): [key: string, value: string] {
  const entry = ['', ''];
  let at = 0;
  while (at < content.length) {
    const [tag, afterTag] = varint(content, at);
    const [length, start] = varint(content, afterTag);
    const number = Math.floor(tag / 8);
    if (tag % 8 !== DELIMITED || number < 1 || number > 2) {
      break;
    }
    entry[number - 1] = content.toString('utf8', start, start + length);
    at = start + length;
  }
  return [entry[0], entry[1]];
}
