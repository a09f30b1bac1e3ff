import type { StudioEvent } from '@atelier-ml/api';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { IEventStream } from '../tokens.ts';
import { coalesced } from './coalesced.ts';

export interface EventFedModelOptions {
  events: Pick<IEventStream, 'changed' | 'reset'>;
  /** Milliseconds between two reads at least. */
  interval: number;
  concerns(event: StudioEvent): boolean;
}

/**
 * What is read when it is made, and then again, soon, after each event that concerns it and after a gap
 * in the stream of events.
 */
export abstract class EventFedModel implements IDisposable {
  readonly changed = new Signal<this, void>(this);
  readonly #reads: ReturnType<typeof coalesced>;
  #isDisposed = false;

  constructor({ concerns, events, interval }: EventFedModelOptions) {
    this.#reads = coalesced(() => this.read(), interval);
    events.changed.connect((_, event) => {
      if (concerns(event)) {
        this.refresh();
      }
    }, this);
    events.reset.connect(this.refresh, this);
    this.refresh();
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Reads anew, soon; many calls are one read. */
  refresh(): void {
    this.#reads.request();
  }

  dispose(): void {
    if (!this.#isDisposed) {
      this.#isDisposed = true;
      this.#reads.end();
      Signal.clearData(this);
    }
  }

  /** Never fails: what cannot be read stays as it was. */
  protected abstract read(): Promise<void>;
}
