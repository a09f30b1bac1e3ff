import type { LogChunk } from '@atelier-ml/api';
import { EventFedModel } from '@atelier-ml/shell';
import type { IEventStream } from '@atelier-ml/shell';

interface Piece {
  chunks: LogChunk[];
  position: number;
  more: boolean;
}

const LONGEST = 1_000_000;
const INTERVAL = 250;

/** The log of a job's run: each event of the run brings what was added since. */
export class LogModel extends EventFedModel {
  readonly #fetch: (after: number) => Promise<Piece>;
  #text = '';
  #position = 0;

  constructor(fetch: (after: number) => Promise<Piece>, events: IEventStream, run: string) {
    super({
      events,
      interval: INTERVAL,
      concerns: ({ kind, subjectId }) => kind === 'run' && subjectId === run
    });
    this.#fetch = fetch;
  }

  /** The last of it; carriage returns have done what a terminal does with them. */
  get text(): string {
    return this.#text.replace(/^.*\r(?!\n)(?=.)/gm, '').replaceAll('\r\n', '\n');
  }

  /** A log that cannot be read stays as it is: the run has not begun, or the server is away. */
  protected override async read(): Promise<void> {
    try {
      for (let more = true; more && !this.isDisposed;) {
        const piece = await this.#fetch(this.#position);
        this.#text = (this.#text + piece.chunks.map(({ text }) => text).join('')).slice(-LONGEST);
        ({ more } = piece);
        this.#position = piece.position;
      }
    } catch {
      return;
    }
    if (!this.isDisposed) {
      this.changed.emit();
    }
  }
}
