import type { Client, LogChunk } from '@atelier-ml/api';
import { AtelierError } from '@atelier-ml/api';
import { FakeEvents } from './fake-run-server.ts';

interface LogInput {
  query: {
    after?: number;
    before?: number;
    stream?: LogChunk['stream'];
    search?: string;
    limit?: number;
  };
}

/** What a run has written, in memory, behind the call that a log makes. */
export class FakeLogServer {
  readonly events = new FakeEvents();
  down = false;
  readonly #chunks: LogChunk[] = [];

  /** Writes so many further lines, a chunk each; every fifth is an error. */
  write(count: number): void {
    for (let written = 0; written < count; written++) {
      const number = this.#chunks.length;
      this.#chunks.push({
        position: number + 1,
        stream: number % 5 === 4 ? 'stderr' : 'stdout',
        at: 1_760_000_000_000 + number,
        text: `line ${number}\n`
      });
    }
  }

  get api(): Client {
    const log = async ({ query }: LogInput) => {
      if (this.down) {
        throw new AtelierError('server-unreachable', 'The server cannot be reached.');
      }
      const { after = 0, before, stream, search, limit = 1_000 } = query;
      const found = this.#chunks.filter(
        chunk =>
          chunk.position > after &&
          (before === undefined || chunk.position < before) &&
          (!stream || chunk.stream === stream) &&
          (!search || chunk.text.includes(search))
      );
      const chunks = before === undefined ? found.slice(0, limit) : found.slice(-limit);
      return {
        chunks,
        position: chunks.at(-1)?.position ?? after,
        more: found.length > chunks.length
      };
    };
    return { runs: { log } } as unknown as Client;
  }
}
