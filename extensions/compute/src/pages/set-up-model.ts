import type { SetUp } from '@atelier-ml/api';
import { EventFedModel } from '@atelier-ml/shell';
import type { IEventStream } from '@atelier-ml/shell';

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
export class SetUpModel extends EventFedModel {
  readonly #options: SetUpModelOptions;
  #text = '';
  #next = 0;
  #startedAt = 0;

  constructor(options: SetUpModelOptions) {
    super({
      events: options.events,
      interval: INTERVAL,
      concerns: ({ kind, subjectId }) => kind === 'compute' && subjectId === options.subject
    });
    this.#options = options;
  }

  get text(): string {
    return this.#text;
  }

  /** Reads to the end of what there is now. A log that cannot be read stays as it is. */
  protected override async read(): Promise<void> {
    try {
      for (let before = -1; before !== this.#next && !this.isDisposed;) {
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
    if (!this.isDisposed) {
      this.changed.emit();
    }
  }
}
