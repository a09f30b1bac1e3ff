import type { Client, LogChunk, StudioEvent } from '@atelier-ml/api';
import type { IEventStream } from '@atelier-ml/shell';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { createRefresher } from '../live/index.ts';
import { appendChunks, prependChunks } from './log-lines.ts';
import type { LogLine } from './log-lines.ts';

export interface LogFilter {
  readonly stream: LogChunk['stream'] | null;
  /** Only lines that hold this text. */
  readonly search: string;
}

export interface LogModelOptions {
  readonly api: Client;
  readonly events: IEventStream;
  readonly workspace: string;
  readonly run: string;
  /** Lines that are kept in the browser; what is further away is fetched again when it is looked at. */
  readonly maximumLines?: number;
}

const CHUNKS = 1_000;
const MAXIMUM_LINES = 200_000;
const END = Number.MAX_SAFE_INTEGER;

/**
 * What a run has written, from the end: earlier parts are fetched when somebody looks at them, new
 * ones as they are written. Only a stretch of it is held.
 */
export class LogModel implements IDisposable {
  readonly #options: LogModelOptions;
  readonly #changed = new Signal<this, void>(this);
  readonly #stop = new AbortController();
  readonly #news;
  #lines: readonly LogLine[] = [];
  #filter: LogFilter = { stream: null, search: '' };
  #state: 'loading' | 'ready' | 'error' = 'loading';
  #error: unknown = null;
  #earlier = false;
  #later = false;
  #position = 0;
  #first = END;
  #epoch = 0;
  #busy = false;

  constructor(options: LogModelOptions) {
    this.#options = options;
    this.#news = createRefresher(() => this.#attempt(() => this.#fetchNews()));
    options.events.changed.connect(this.#onEvent, this);
    options.events.reset.connect(this.#onReset, this);
    options.events.stateChanged.connect(this.#onReset, this);
    void this.reload();
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }
  get filter(): LogFilter {
    return this.#filter;
  }
  get state(): 'loading' | 'ready' | 'error' {
    return this.#state;
  }
  get error(): unknown {
    return this.#error;
  }
  /** There is more before what is held. */
  get hasEarlier(): boolean {
    return this.#earlier;
  }
  /** There is more after what is held: what is written now is not shown. */
  get hasLater(): boolean {
    return this.#later;
  }
  get changed(): ISignal<this, void> {
    return this.#changed;
  }
  get isDisposed(): boolean {
    return this.#stop.signal.aborted;
  }

  setFilter(filter: Partial<LogFilter>): Promise<void> {
    this.#filter = { ...this.#filter, ...filter };
    return this.reload();
  }

  /** Begins anew: at the end, or for a search with the first line that is found. */
  async reload(): Promise<void> {
    this.#epoch += 1;
    this.#state = 'loading';
    this.#changed.emit();
    const searching = this.#filter.search !== '';
    await this.#attempt(async () => {
      const epoch = this.#epoch;
      const { chunks, position, more } = await this.#fetch(searching ? {} : { before: END });
      if (epoch === this.#epoch) {
        this.#lines = appendChunks([], chunks);
        this.#first = chunks[0]?.position ?? END;
        this.#position = position;
        this.#earlier = !searching && more;
        this.#later = searching && more;
        this.#state = 'ready';
      }
    });
  }

  async loadEarlier(): Promise<void> {
    if (!this.#earlier || this.#busy) {
      return;
    }
    this.#busy = true;
    await this.#attempt(async () => {
      const epoch = this.#epoch;
      const { chunks, more } = await this.#fetch({ before: this.#first });
      if (epoch === this.#epoch) {
        this.#lines = prependChunks(this.#lines, chunks);
        this.#first = chunks[0]?.position ?? this.#first;
        this.#earlier = more;
        this.#letGoOf('later');
      }
    });
    this.#busy = false;
  }

  /** Fetches what follows what is held. */
  async loadLater(): Promise<void> {
    if (this.#later) {
      await this.#news.refresh();
    }
  }

  /** Shows what was written around a line that a search has found. */
  async showAround(line: LogLine): Promise<void> {
    this.#filter = { ...this.#filter, search: '' };
    this.#epoch += 1;
    await this.#attempt(async () => {
      const epoch = this.#epoch;
      const { chunks, more } = await this.#fetch({ before: line.position + 1 });
      if (epoch === this.#epoch) {
        this.#lines = appendChunks([], chunks);
        this.#first = chunks[0]?.position ?? END;
        this.#position = chunks.at(-1)?.position ?? 0;
        this.#earlier = more;
        this.#later = true;
        this.#state = 'ready';
        await this.#fetchNews();
      }
    });
  }

  dispose(): void {
    if (!this.isDisposed) {
      this.#stop.abort();
      const { events } = this.#options;
      events.changed.disconnect(this.#onEvent, this);
      events.reset.disconnect(this.#onReset, this);
      events.stateChanged.disconnect(this.#onReset, this);
      Signal.clearData(this);
    }
  }

  async #fetchNews(): Promise<void> {
    const epoch = this.#epoch;
    const { chunks, position, more } = await this.#fetch({ after: this.#position });
    if (epoch === this.#epoch) {
      this.#lines = appendChunks(this.#lines, chunks);
      this.#position = position;
      this.#later = more;
      this.#letGoOf('earlier');
    }
  }

  #fetch(place: { before?: number; after?: number }) {
    const { api, workspace, run } = this.#options;
    const { stream, search } = this.#filter;
    return api.runs.log({
      params: { workspace, run },
      query: {
        ...place,
        limit: CHUNKS,
        ...(stream && { stream }),
        ...(search && { search })
      },
      signal: this.#stop.signal
    });
  }

  /** Keeps the stretch that is held from growing without end. */
  #letGoOf(end: 'earlier' | 'later'): void {
    const maximum = this.#options.maximumLines ?? MAXIMUM_LINES;
    if (this.#lines.length <= maximum) {
      return;
    }
    if (end === 'earlier') {
      this.#lines = this.#lines.slice(-maximum);
      this.#first = this.#lines[0].position;
      this.#earlier = true;
    } else {
      this.#lines = this.#lines.slice(0, maximum);
      // the chunk of the last line may go on: it is fetched again whole
      const last = this.#lines[this.#lines.length - 1].position;
      this.#lines = this.#lines.filter(({ position }) => position < last);
      this.#position = this.#lines.at(-1)?.position ?? 0;
      this.#later = true;
    }
  }

  #onEvent(_: IEventStream, event: StudioEvent): void {
    const mine = event.kind === 'run' && event.subjectId === this.#options.run;
    if (mine && event.action !== 'deleted' && this.#state === 'ready' && !this.#later) {
      void this.#news.refresh();
    }
  }

  #onReset(): void {
    if (this.#options.events.state === 'open' && !this.#later) {
      void (this.#state === 'ready' ? this.#news.refresh() : this.reload());
    }
  }

  async #attempt(task: () => Promise<void>): Promise<void> {
    try {
      await task();
      this.#error = null;
    } catch (error) {
      if (this.isDisposed) {
        return;
      }
      this.#error = error;
      this.#state = this.#lines.length > 0 ? 'ready' : 'error';
    }
    if (!this.isDisposed) {
      this.#changed.emit();
    }
  }
}
