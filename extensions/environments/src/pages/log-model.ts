import type { BuildStep, EnvironmentVersion } from '@atelier-ml/api';
import type { IEventStream } from '@atelier-ml/shell';
import { coalesced } from '@atelier-ml/shell';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

interface LogPiece {
  text: string;
  next: number;
  state: EnvironmentVersion['state'];
  steps: BuildStep[];
}

const LONGEST = 2_000_000;
const INTERVAL = 300;

/** The log of a build: each event of its environment brings what was added since. */
export class LogModel implements IDisposable {
  readonly changed = new Signal<this, void>(this);
  readonly #fetch: (after: number) => Promise<LogPiece>;
  readonly #reads: ReturnType<typeof coalesced>;
  #text = '';
  #next = 0;
  #steps: BuildStep[] = [];
  #disposed = false;

  constructor(fetch: (after: number) => Promise<LogPiece>, events: IEventStream, subject: string) {
    this.#fetch = fetch;
    this.#reads = coalesced(() => this.#read(), INTERVAL);
    events.changed.connect((_, { kind, subjectId }) => {
      if (kind === 'environment' && subjectId === subject) {
        this.#reads.request();
      }
    }, this);
    this.refresh();
  }

  get text(): string {
    return this.#text;
  }
  get steps(): readonly BuildStep[] {
    return this.#steps;
  }
  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Soon reads what was added. */
  refresh(): void {
    this.#reads.request();
  }

  /** Reads to the end of what there is now. A log that cannot be read stays as it is. */
  async #read(): Promise<void> {
    try {
      for (let before = -1; before !== this.#next && !this.#disposed;) {
        before = this.#next;
        const { next, steps, text } = await this.#fetch(before);
        // A build that was begun again writes its log anew.
        const isNew = next < before || next - before !== new TextEncoder().encode(text).length;
        this.#text = ((isNew ? '' : this.#text) + text).slice(-LONGEST);
        this.#next = next;
        this.#steps = steps;
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
