import type { Channel } from './channel.ts';
import type { Display } from './display.ts';
import type { Jobs } from './job.ts';

type WriteDone = (error?: Error | null) => void;

/** Sends what is printed to the cell that prints it, also when that cell is no longer the last one. */
export function redirectStandardStreams(channel: Channel, jobs: Jobs, display: Display): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const write = (
      chunk: string | Uint8Array,
      encoding?: BufferEncoding | WriteDone,
      done?: WriteDone
    ): boolean => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      channel.text(jobs.current()?.parent ?? 0, name, text);
      (typeof encoding === 'function' ? encoding : done)?.();
      return true;
    };
    process[name].write = write;
  }
  console.clear = () => display.clear();
}
