import { displaySymbol, type Displayable } from '../display/index.ts';
import type { JournalState, RunJournal } from '../journal/index.ts';
import type { MimeBundle } from '../magics/index.ts';
import { createCellView, type CellView } from './cell-view.ts';
import { entryLine, messageOf, metricLine, pairEntries, toKey } from './entry-text.ts';
import type { NewEntry } from './entry-text.ts';
import { addPoint, createMetricTrack } from './metric-track.ts';
import type { MetricTrack } from './metric-track.ts';
import { RunContent } from './run-content.ts';
import type { EndOptions } from './run-options.ts';
import { runBundle } from './run-summary.ts';
import type { OpeningEntries, RunDependencies } from './run-dependencies.ts';
import type { RunView } from './run-summary.ts';

/**
 * A run that is being logged. No call of it throws or waits for the server: what is logged is
 * written to the journal on disk before the call returns, and sent from there in the background.
 *
 * `M` and `P` name the metrics and the params, so that the compiler finds misspelt ones.
 */
export class Run<M extends string = string, P extends string = string>
  extends RunContent
  implements Displayable
{
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly experiment: string;
  readonly #journal: RunJournal;
  readonly #cells: CellView;
  readonly #warn: (message: string) => void;
  readonly #beforeEnd: () => void;
  readonly #onEnd: () => void;
  readonly #nextSteps: { of(key: string): number };
  readonly #metrics = new Map<string, MetricTrack & { keyJson: string }>();
  readonly #params = new Map<string, string>();
  readonly #startedAt = Date.now();
  #workspace: string;
  #view: Pick<RunView, 'status' | 'error'> & { endedAt?: number } = {
    status: 'running',
    error: null
  };

  constructor(dependencies: RunDependencies) {
    const { id, journal, kernel, shows, warn } = dependencies;
    super(journal.paths.artifacts, warn);
    this.id = id;
    this.name = dependencies.name;
    this.experiment = dependencies.experiment;
    this.#workspace = dependencies.workspace;
    this.#journal = journal;
    this.#nextSteps = dependencies.nextSteps;
    this.#warn = warn;
    this.#beforeEnd = dependencies.beforeEnd;
    this.#onEnd = dependencies.onEnd;
    this.#cells = createCellView({
      kernel,
      displayId: `atelier-run-${id}`,
      shows,
      bundle: () => runBundle(this.summary()),
      record: entry => this.record(entry)
    });
  }

  /** Writes how it begins; called once by whoever made the run. */
  begin(entries: OpeningEntries): this {
    this.record(...entries);
    for (const entry of entries) {
      if (entry.type === 'param') {
        this.#params.set(entry.key, entry.value);
      }
    }
    this.#cells.open();
    return this;
  }

  get status(): RunView['status'] {
    return this.#view.status;
  }

  /** Id of the workspace once the server has told it; before that as it was asked for. */
  get workspace(): string {
    return this.#workspace;
  }

  /** Called when the server tells which workspace the run is in. */
  settleWorkspace(id: string): void {
    const changed = this.#workspace !== id;
    this.#workspace = id;
    if (changed) {
      this.#cells.update();
    }
  }

  /**
   * Logs points of metrics at the same moment.
   *
   * @param options.step place on the x axis; when left out, one more than the metric's last
   * @example run.log({ loss: 0.31, auc: 0.84 }, { step: epoch });
   */
  log(values: { readonly [K in M]?: number }, options?: { step?: number }): void {
    if (this.closed('log')) {
      return;
    }
    const at = Date.now();
    let lines = '';
    let count = 0;
    for (const name in values) {
      const value = Number(values[name]);
      if (values[name] === undefined || (Number.isNaN(value) && typeof values[name] !== 'number')) {
        this.#warn(`Metric “${name}” was not logged: its value is not a number.`);
        continue;
      }
      const track = this.#track(name);
      const step = Math.round(options?.step ?? track.nextStep);
      addPoint(track, value, step);
      lines += metricLine(at, track.keyJson, value, Number.isSafeInteger(step) ? step : 0);
      count++;
    }
    if (count > 0) {
      this.#journal.append(lines, count);
    }
    this.#cells.touch();
  }

  /** Logs one param: a setting that was chosen, as text. The first value of a name stands; another one is noted in a tag. */
  param(name: P, value: unknown): void {
    this.params({ [name]: value } as Partial<Record<P, unknown>>);
  }

  /** @example run.params({ learningRate: 0.1, trees: 200 }); */
  params(values: Partial<Record<P, unknown>>): void {
    this.#writePairs('param', values, 6_000);
  }

  tag(name: string, value: unknown): void {
    this.tags({ [name]: value });
  }

  tags(values: Record<string, unknown>): void {
    this.#writePairs('tag', values, 8_000);
  }

  /**
   * Ends the run and waits a moment until the server has it; a second end changes nothing.
   * Resolves to true when the server has all of it, false when the journal still holds some.
   */
  async end(options: EndOptions = {}): Promise<boolean> {
    await this.contentSettled();
    this.endNow(options);
    return options.wait === 0 ? false : this.flush(options.wait ?? 5_000);
  }

  /** Ends the run without waiting for anything: for `using` and for the exit of the process. */
  endNow({ status, error }: EndOptions = {}): void {
    if (this.#view.status !== 'running') {
      return;
    }
    this.#beforeEnd();
    const message = error === undefined ? null : messageOf(error);
    const ended = status ?? (message === null ? 'finished' : 'failed');
    this.record({ type: 'end', status: ended, ...(message && { error: message }) });
    this.#view = { status: ended, error: message, endedAt: Date.now() };
    this.#journal.close();
    this.#cells.close();
    this.#onEnd();
    this.#cells.update();
  }

  /** Waits until the server has all that was logged; false if it has not within the time. */
  flush(milliseconds = 10_000): Promise<boolean> {
    return this.#journal.flush(milliseconds);
  }

  /** The same without yielding; `until` is a time in milliseconds since 1970. */
  flushBlocking(until: number): boolean {
    return this.#journal.flushBlocking(until);
  }

  journalState(): JournalState {
    return this.#journal.state();
  }

  [Symbol.dispose](): void {
    this.endNow();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }

  [displaySymbol](): MimeBundle {
    return runBundle(this.summary());
  }

  /** What this process knows of the run: last, lowest and highest value of each metric, params. */
  summary(): RunView {
    return {
      run: this.id,
      workspace: this.#workspace,
      name: this.name,
      experiment: this.experiment,
      status: this.#view.status,
      error: this.#view.error,
      duration: (this.#view.endedAt ?? Date.now()) - this.#startedAt,
      params: this.#params,
      metrics: this.#metrics
    };
  }

  #track(name: string): MetricTrack & { keyJson: string } {
    let track = this.#metrics.get(name);
    if (!track) {
      const key = toKey(name);
      const nextStep = this.#nextSteps.of(key);
      track = { ...createMetricTrack(), nextStep, keyJson: JSON.stringify(key) };
      this.#metrics.set(name, track);
    }
    return track;
  }

  protected closed(call: string): boolean {
    if (this.#view.status === 'running') {
      return false;
    }
    this.#warn(`${call}() came after the end of run ${this.name} and was not kept.`);
    return true;
  }

  protected record(...entries: NewEntry[]): void {
    if (entries.length === 0) {
      return;
    }
    const at = Date.now();
    try {
      this.#journal.append(entries.map(entry => entryLine(at, entry)).join(''), entries.length);
    } catch (error) {
      this.#warn(`Something was not logged: ${messageOf(error)}`);
    }
  }

  #writePairs(type: 'param' | 'tag', values: Record<string, unknown>, limit: number): void {
    if (this.closed(type)) {
      return;
    }
    const entries = pairEntries(type, values, limit, this.#warn);
    for (const { key, value } of type === 'param' ? entries : []) {
      this.#params.set(key, value);
    }
    this.record(...entries);
  }
}
