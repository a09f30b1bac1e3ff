import type { BuildStep, EnvironmentVersion } from '@atelier-ml/api';
import { EventFedModel } from '@atelier-ml/shell';
import type { IEventStream } from '@atelier-ml/shell';

interface LogPiece {
  text: string;
  next: number;
  state: EnvironmentVersion['state'];
  steps: BuildStep[];
}

const LONGEST = 2_000_000;
const INTERVAL = 300;

/** The log of a build: each event of its environment brings what was added since. */
export class LogModel extends EventFedModel {
  readonly #fetch: (after: number) => Promise<LogPiece>;
  #text = '';
  #next = 0;
  #steps: BuildStep[] = [];

  constructor(fetch: (after: number) => Promise<LogPiece>, events: IEventStream, subject: string) {
    super({
      events,
      interval: INTERVAL,
      concerns: ({ kind, subjectId }) => kind === 'environment' && subjectId === subject
    });
    this.#fetch = fetch;
  }

  get text(): string {
    return this.#text;
  }
  get steps(): readonly BuildStep[] {
    return this.#steps;
  }

  /** Reads to the end of what there is now. A log that cannot be read stays as it is. */
  protected override async read(): Promise<void> {
    try {
      for (let before = -1; before !== this.#next && !this.isDisposed;) {
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
    if (!this.isDisposed) {
      this.changed.emit();
    }
  }
}
