import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { AtelierError } from '@atelier-ml/api';

/** One line of what the engine sends while it works. */
export interface EngineMessage {
  id?: string;
  status?: string;
  progressDetail?: { current?: number; total?: number };
  stream?: string;
  error?: string;
  errorDetail?: { message?: string };
  aux?: unknown;
}

/**
 * Reads the engine's messages to their end. The status of the answer is 200 even where the work
 * fails: that is told by the last message.
 * @returns the failure, if there is one
 */
export async function readMessages(
  stream: Readable,
  take: (message: EngineMessage) => void
): Promise<string | undefined> {
  let failure: string | undefined;
  const lines = createInterface({ input: stream, crlfDelay: Infinity });
  const ended = once(lines, 'close');
  let broken: Error | undefined;
  // Readline passes over the end of a connection that breaks.
  stream.once('error', (error: Error) => {
    broken = error;
    lines.close();
  });
  let aborted = false;
  stream.once('aborted', () => (aborted = true));
  lines.on('line', line => {
    if (line.trim()) {
      const message = JSON.parse(line) as EngineMessage;
      failure ??= message.error ?? message.errorDetail?.message;
      take(message);
    }
  });
  await ended;
  if (broken || aborted) {
    throw new AtelierError('engine-unreachable', 'The container engine went away in the middle.', {
      remedy: 'Start it again, then repeat this.',
      cause: broken
    });
  }
  return failure;
}
