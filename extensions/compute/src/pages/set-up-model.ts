import type { SetUp } from '@atelier-ml/api';
import type { IEventStream } from '@atelier-ml/shell';
import { coalesced } from '@atelier-ml/shell';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

interface Piece {
  setUp: SetUp | null;
  text: string;
  next: number;
}

export interface SetUpModelOptions {
  events: Pick<IEventStream, 'changed' | 'reset'>;
  /** The id of the instance. */
  subject: string;
  fetch(after: number): Promise<Piece>;
}

const LONGEST = 500_000;
const INTERVAL = 300;

/** What a set-up script has written: each event of its instance brings what was added since. */
export class SetUpModel implements IDisposable {
  readonly changed = new Signal<this, void>(this);
  readonly #options: SetUpModelOptions;
  readonly #reads: ReturnType<typeof coalesced>;
  #text = '';
  #next = 0;
  #startedAt = 0;
  #isDisposed = false;

  constructor(options: SetUpModelOptions) {
    this.#options = options;
    this.#reads = coalesced(() => this.#read(), INTERVAL);
    options.events.changed.connect((_, { kind, subjectId }) => {
      if (kind === 'compute' && subjectId === options.subject) {
        this.#reads.request();
      }
    }, this);
    options.events.reset.connect(this.#reads.request, this);
    this.#reads.request();
  }

  get text(): string {
    return this.#text;
  }
  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  dispose(): void {
    if (!this.#isDisposed) {
      this.#isDisposed = true;
      this.#reads.end();
      Signal.clearData(this);
    }
  }

  /** Reads to the end of what there is now. A log that cannot be read stays as it is. */
  async #read(): Promise<void> {
    try {
      for (let before = -1; before !== this.#next && !this.#isDisposed;) {
        before = this.#next;
        const { next, setUp, text } = await this.#options.fetch(before);
        const startedAt = setUp?.startedAt ?? 0;
        if (startedAt !== this.#startedAt && before > 0) {
          // It was begun again: from its start.
          this.#text = '';
          this.#next = 0;
        } else {
          this.#text = (this.#text + text).slice(-LONGEST);
          this.#next = next;
        }
        this.#startedAt = startedAt;
      }
    } catch {
      return;
    }
    if (!this.#isDisposed) {
      this.changed.emit();
    }
  }
}
