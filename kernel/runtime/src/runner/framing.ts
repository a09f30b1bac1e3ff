import v8 from 'node:v8';

import type { Report, StreamName } from './messages.ts';

/**
 * Reports on the wire: length (4 bytes), kind (1 byte), body. Text output has a kind of its own, because there is much of it:
 * number of the parent (4 bytes), then UTF-8. All else is V8's serialization, which carries typed arrays as they are.
 */
const KINDS = ['object', 'stdout', 'stderr'] as const;
const HEAD = 5;

export function encodeText(parent: number, name: StreamName, text: string): Buffer {
  const size = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(HEAD + 4 + size);
  frame.writeUInt32LE(4 + size, 0);
  frame[4] = KINDS.indexOf(name);
  frame.writeUInt32LE(parent, HEAD);
  frame.write(text, HEAD + 4);
  return frame;
}

export function encodeReport(report: Report): Buffer {
  const body = v8.serialize(report);
  const frame = Buffer.allocUnsafe(HEAD + body.length);
  frame.writeUInt32LE(body.length, 0);
  frame[4] = 0;
  frame.set(body, HEAD);
  return frame;
}

function decode(kind: number, body: Buffer): Report {
  const name = KINDS[kind];
  if (name === 'object') return v8.deserialize(body) as Report;
  return {
    type: 'stream',
    parent: body.readUInt32LE(0),
    name,
    text: body.toString('utf8', 4)
  };
}

/** Cuts a stream of bytes into reports, however the bytes arrive. */
export function createReportReader(onReport: (report: Report) => void): (chunk: Buffer) => void {
  let pending: Buffer[] = [];
  let size = 0;
  let needed = HEAD;

  return chunk => {
    pending.push(chunk);
    size += chunk.length;
    if (size < needed) return;
    let rest = pending.length === 1 ? chunk : Buffer.concat(pending);
    while (rest.length >= HEAD) {
      const end = HEAD + rest.readUInt32LE(0);
      if (rest.length < end) break;
      onReport(decode(rest[4], rest.subarray(HEAD, end)));
      rest = rest.subarray(end);
    }
    needed = rest.length >= HEAD ? HEAD + rest.readUInt32LE(0) : HEAD;
    pending = rest.length ? [rest] : [];
    size = rest.length;
  };
}
