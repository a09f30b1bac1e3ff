import { PassThrough } from 'node:stream';
import type { Duplex, Readable } from 'node:stream';
import type { OutputChunk } from '../engine.ts';

const HEADER = 8;
const STDERR = 2;

/**
 * The engine's stream of both outputs: eight bytes tell which one it is and how many bytes follow.
 * Format: Docker Engine API, "Attach to a container", stream format.
 */
export async function* chunksOf(stream: Readable): AsyncGenerator<OutputChunk> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const bytes of stream as AsyncIterable<Buffer>) {
    rest = rest.length ? Buffer.concat([rest, bytes]) : bytes;
    while (rest.length >= HEADER) {
      const end = HEADER + rest.readUInt32BE(4);
      if (rest.length < end) {
        break;
      }
      yield {
        stream: rest[0] === STDERR ? 'stderr' : 'stdout',
        bytes: rest.subarray(HEADER, end)
      };
      rest = rest.subarray(end);
    }
  }
}

/** Both outputs as streams of their own, each with the engine's pace held back by its reader. */
export function splitOutput(joined: Duplex): { stdout: Readable; stderr: Readable } {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  // Who reads one of them learns of it there; nobody need read both.
  [stdout, stderr].forEach(each => each.on('error', () => undefined));
  const pass = async (): Promise<void> => {
    for await (const { bytes, stream } of chunksOf(joined)) {
      const target = stream === 'stderr' ? stderr : stdout;
      if (!target.write(bytes)) {
        await new Promise(resolve => {
          target.once('drain', resolve);
          target.once('close', resolve);
        });
      }
    }
  };
  pass().then(
    () => [stdout, stderr].forEach(each => each.end()),
    (error: Error) => [stdout, stderr].forEach(each => each.destroy(error))
  );
  return { stdout, stderr };
}
