import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import type { LogOptions, OutputChunk } from '../engine.ts';

const STREAMS = ['stdout', 'stderr'] as const;
const AT_ONCE = 64 * 1024;
const PAUSE = 50;

/** What a program has written to its two files, and what it goes on to write. */
export async function* outputOf(
  folder: string,
  { follow = false, signal, tail }: LogOptions,
  hasEnded: () => Promise<boolean>
): AsyncGenerator<OutputChunk> {
  const files = await Promise.all(
    STREAMS.map(async stream => ({ stream, file: await openIfThere(join(folder, stream)), at: 0 }))
  );
  try {
    for (const each of files) {
      each.at = each.file && tail !== undefined ? await startOfTail(each.file, tail) : 0;
    }
    for (;;) {
      // Asked first: what is written until then is read below.
      const last = !follow || signal?.aborted || (await hasEnded());
      for (const each of files) {
        for (let bytes = await readAt(each.file, each.at); bytes.length;) {
          each.at += bytes.length;
          yield { stream: each.stream, bytes };
          bytes = await readAt(each.file, each.at);
        }
      }
      if (last) {
        return;
      }
      await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await Promise.all(files.map(({ file }) => file?.close()));
  }
}

type File = Awaited<ReturnType<typeof open>>;

async function openIfThere(path: string): Promise<File | undefined> {
  return open(path, 'r').catch(() => undefined);
}

async function readAt(file: File | undefined, position: number): Promise<Buffer> {
  if (!file) {
    return Buffer.alloc(0);
  }
  const buffer = Buffer.alloc(AT_ONCE);
  const { bytesRead } = await file.read(buffer, 0, AT_ONCE, position);
  return buffer.subarray(0, bytesRead);
}

/** Where the last lines begin. */
async function startOfTail(file: File, lines: number): Promise<number> {
  const { size } = await file.stat();
  let found = 0;
  for (let end = size; end > 0; end -= AT_ONCE) {
    const start = Math.max(0, end - AT_ONCE);
    const buffer = Buffer.alloc(end - start);
    await file.read(buffer, 0, buffer.length, start);
    for (let at = buffer.length - 1; at >= 0; at--) {
      if (buffer[at] === 10 && start + at < size - 1 && ++found === lines) {
        return start + at + 1;
      }
    }
  }
  return 0;
}
