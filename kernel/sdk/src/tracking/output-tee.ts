import type { OutputStream } from './output-log.ts';

type Write = NodeJS.WriteStream['write'];

/** Lets what the process writes to its standard streams be heard, and passes it on as it is. */
export interface OutputTee {
  start(): void;
  stop(): void;
}

const streams = ['stdout', 'stderr'] as const;

function textOf(chunk: unknown, encoding: unknown): string {
  if (typeof chunk === 'string') {
    return chunk;
  }
  const buffer = Buffer.from(chunk as Uint8Array);
  return buffer.toString(typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
}

/** @param hear is not called again for what it writes itself; what it throws is dropped */
export function createOutputTee(hear: (stream: OutputStream, text: string) => void): OutputTee {
  const replaced = new Map<OutputStream, { original: Write; own: Write }>();
  let hearing = false;

  const listen = (stream: OutputStream, chunk: unknown, encoding: unknown) => {
    if (hearing) {
      return;
    }
    hearing = true;
    try {
      hear(stream, textOf(chunk, encoding));
    } catch {
      // The program's own output must not fail because of its copy.
    } finally {
      hearing = false;
    }
  };

  return {
    start() {
      for (const stream of streams) {
        if (!replaced.has(stream)) {
          const original = process[stream].write;
          const own = function (this: NodeJS.WriteStream, ...args: Parameters<Write>) {
            listen(stream, args[0], args[1]);
            return original.apply(this, args);
          } as Write;
          process[stream].write = own;
          replaced.set(stream, { original, own });
        }
      }
    },
    stop() {
      for (const [stream, { original, own }] of replaced) {
        // Somebody who has replaced it since goes on calling ours, which goes on passing it on.
        if (process[stream].write === own) {
          process[stream].write = original;
          replaced.delete(stream);
        }
      }
    }
  };
}
