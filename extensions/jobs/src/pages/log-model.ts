import type { LogChunk } from '@atelier-ml/api';
import type { IEventStream } from '@atelier-ml/shell';
import { coalesced } from '@atelier-ml/shell';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

interface Piece {
  chunks: LogChunk[];
  position: number;
  more: boolean;
}

const LONGEST = 1_000_000;
const INTERVAL = 250;

/** The log of a job's run: each event of the run brings what was added since. */
export class LogModel implements IDisposable {
  readonly changed = new Signal<this, void>(this);
  readonly #fetch: (after: number) => Promise<Piece>;
  readonly #reads: ReturnType<typeof coalesced>;
  #text = '';
  #position = 0;
  #disposed = false;

  constructor(fetch: (after: number) => Promise<Piece>, events: IEventStream, run: string) {
    this.#fetch = fetch;
    this.#reads = coalesced(() => this.#read(), INTERVAL);
    events.changed.connect((_, { kind, subjectId }) => {
      if (kind === 'run' && subjectId === run) {
        this.#reads.request();
      }
    }, this);
    this.#reads.request();
  }

  /** The last of it; carriage returns have done what a terminal does with them. */
  get text(): string {
    return this.#text.replace(/^.*\r(?!\n)(?=.)/gm, '').replaceAll('\r\n', '\n');
  }
  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** A log that cannot be read stays as it is: the run has not begun, or the server is away. */
  async #read(): Promise<void> {
    try {
      for (let more = true; more && !this.#disposed;) {
        const piece = await this.#fetch(this.#position);
        this.#text = (this.#text + piece.chunks.map(({ text }) => text).join('')).slice(-LONGEST);
        ({ more } = piece);
        this.#position = piece.position;
      }
    } catch {
      return;
    }
    if (!this.#disposed) {
      this.changed.emit();
    }
  }

  dispose(): void {
    if (!this.#disposed) {
      this.#disposed = true;
      this.#reads.end();
      Signal.clearData(this);
    }
  }
}
