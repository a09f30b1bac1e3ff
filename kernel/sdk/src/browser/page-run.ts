import { entryLine, messageOf, metricLine, pairEntries, toKey } from '../tracking/entry-text.ts';
import type { NewEntry } from '../tracking/entry-text.ts';
import type { PageJournal } from './page-journal.ts';

export interface PageRunDependencies {
  id: string;
  name: string;
  experiment: string;
  journal: PageJournal;
  warn(message: string): void;
}

/**
 * A run that a page logs. No call of it throws or waits: what is logged is put into the browser's
 * store in the same turn, and sent from there in the background.
 *
 * `M` and `P` name the metrics and the params, so that the compiler finds misspelt ones.
 */
export class PageRun<M extends string = string, P extends string = string> {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly experiment: string;
  readonly #journal: PageJournal;
  readonly #warn: (message: string) => void;
  readonly #steps = new Map<string, number>();
  #status: 'running' | 'finished' | 'failed' | 'killed' = 'running';

  constructor({ experiment, id, journal, name, warn }: PageRunDependencies) {
    this.id = id;
    this.name = name;
    this.experiment = experiment;
    this.#journal = journal;
    this.#warn = warn;
  }

  get status(): 'running' | 'finished' | 'failed' | 'killed' {
    return this.#status;
  }

  /**
   * Logs points of metrics at the same moment.
   *
   * @param options.step place on the x axis; when left out, one more than the metric's last
   */
  log(values: { readonly [K in M]?: number }, options?: { step?: number }): void {
    const at = Date.now();
    let lines = '';
    for (const [name, value] of Object.entries<number | undefined>(values)) {
      if (typeof value !== 'number') {
        this.#warn(`Metric “${name}” was not logged: its value is not a number.`);
        continue;
      }
      const key = toKey(name);
      const next = this.#steps.get(key) ?? 0;
      const step = Math.round(options?.step ?? next);
      const place = Number.isSafeInteger(step) ? step : 0;
      this.#steps.set(key, Math.max(next, place + 1));
      lines += metricLine(at, JSON.stringify(key), value, place);
    }
    this.#append(lines, 'log');
  }

  /** Logs one param: a setting that was chosen, as text. The first value of a name stands. */
  param(name: P, value: unknown): void {
    this.params({ [name]: value } as Partial<Record<P, unknown>>);
  }

  params(values: Partial<Record<P, unknown>>): void {
    this.record('params', ...pairEntries('param', values, 6_000, this.#warn));
  }

  tag(name: string, value: unknown): void {
    this.tags({ [name]: value });
  }

  tags(values: Record<string, unknown>): void {
    this.record('tags', ...pairEntries('tag', values, 8_000, this.#warn));
  }

  /** Writes entries as they are; for whoever makes the run. */
  record(call: string, ...entries: NewEntry[]): void {
    const at = Date.now();
    this.#append(entries.map(entry => entryLine(at, entry)).join(''), call);
  }

  /**
   * Ends the run and waits a moment until the server has it. Resolves to true when it has all of
   * it, false when the browser still holds some, which the next page sends.
   */
  async end({ error, wait = 5_000 }: { error?: unknown; wait?: number } = {}): Promise<boolean> {
    if (this.#status === 'running') {
      const message = error === undefined ? null : messageOf(error);
      const status = message === null ? 'finished' : 'failed';
      this.record('end', { type: 'end', status, ...(message && { error: message }) });
      this.#status = status;
      this.#journal.close();
    }
    return this.flush(wait);
  }

  /** Waits until the server has all that was logged; false if it has not within the time. */
  flush(milliseconds = 10_000): Promise<boolean> {
    return this.#journal.flush(milliseconds);
  }

  /** Entries that the server has not confirmed. */
  unsynced(): number {
    return this.#journal.unsynced();
  }

  #append(lines: string, call: string): void {
    if (this.#status !== 'running') {
      this.#warn(`${call}() came after the end of run ${this.name} and was not kept.`);
    } else if (lines) {
      this.#journal.append(lines);
    }
  }
}
