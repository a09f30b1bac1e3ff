import { AtelierError } from '@atelier-ml/api';
import type { Artifact, JobDetail, JobPriority, LogChunk, RunDetail } from '@atelier-ml/api';
import { displaySymbol } from '../display/index.ts';
import type { Displayable } from '../display/index.ts';
import type { MimeBundle } from '../magics/index.ts';
import { isAway } from './change-feed.ts';
import { jobBundle } from './job-view.ts';
import type { JobScope } from './job-scope.ts';
import { endOfWaiting } from './waiting.ts';
import type { WaitOptions } from './waiting.ts';

/** Something that runs, or has run, on a cluster. What it tells is as of the last call of this object. */
export class Job implements Displayable {
  readonly id: string;
  readonly name: string;
  /** The run that it is; there once it has started. */
  readonly runId: string;
  readonly #scope: JobScope;
  #record: JobDetail;

  constructor(scope: JobScope, record: JobDetail) {
    this.#scope = scope;
    this.#record = record;
    this.id = record.id;
    this.name = record.name;
    this.runId = record.run;
  }

  get state(): JobDetail['state'] {
    return this.#record.state;
  }

  /** Why it is not, or no longer, running: `exit-code`, `out-of-memory`, … */
  get reason(): JobDetail['reason'] {
    return this.#record.reason;
  }

  /** What it waits for, or how it has ended, in a sentence. */
  get message(): string | null {
    return this.#record.message;
  }

  get exitCode(): number | null {
    return this.#record.exitCode;
  }

  /** Name of the cluster. */
  get cluster(): string {
    return this.#record.cluster.name;
  }

  /** From 1; 0: none yet. */
  get attempt(): number {
    return this.#record.attempt;
  }

  get hasEnded(): boolean {
    return this.#record.endedAt !== null;
  }

  /** All that the server tells about it: attempts, times, what it was asked to do. */
  get record(): JobDetail {
    return this.#record;
  }

  /** Asks the server anew. */
  async refresh(): Promise<this> {
    this.#record = await this.#scope.client.jobs.get({ params: this.#params });
    return this;
  }

  /**
   * Waits until it has ended, however it does; also over restarts of the server.
   *
   * @throws AtelierError `not-ready` when `timeout` has passed, `not-found` when it was deleted
   */
  async wait(options: WaitOptions = {}): Promise<this> {
    using end = this.#end(options);
    for await (const _ of this.#scope.changes.watch([this.id], end.signal, options.onAway)) {
      await this.#try(() => this.refresh());
      if (this.hasEnded) {
        break;
      }
    }
    return this;
  }

  /**
   * What it writes, line by line with its ends of lines, from the first one until it has ended; also over
   * restarts of the server.
   *
   * @example
   * for await (const { text } of job.follow()) process.stdout.write(text);
   */
  async *follow(options: WaitOptions = {}): AsyncGenerator<LogChunk> {
    let after = 0;
    const subjects = [this.id, this.runId];
    using end = this.#end(options);
    for await (const _ of this.#scope.changes.watch(subjects, end.signal, options.onAway)) {
      for (let isMore = true; isMore;) {
        const page = await this.#try(() => this.#written(after));
        yield* page?.chunks ?? [];
        after = page?.position ?? after;
        isMore = page?.more ?? false;
        if (page && this.hasEnded && !isMore) {
          return;
        }
      }
    }
  }

  /** The last lines that it has written. */
  async logs(lines = 100): Promise<string[]> {
    await this.refresh();
    const query = { before: Number.MAX_SAFE_INTEGER, limit: lines };
    const { chunks } = await this.#log(query);
    return chunks.map(({ text }) => text.replace(/\r?\n$|\r$/, ''));
  }

  /** Ends it, and all of an array. One that has ended is left alone. */
  async cancel(): Promise<this> {
    this.#record = await this.#scope.client.jobs.cancel({ params: this.#params });
    return this;
  }

  /** Changes its priority while it waits in the queue. */
  async update(changes: { priority: JobPriority }): Promise<this> {
    const request = { params: this.#params, body: changes };
    this.#record = await this.#scope.client.jobs.update(request);
    return this;
  }

  /** Submits the same again: another job. Secrets have to be given anew. */
  async resubmit(secrets: Readonly<Record<string, string>> = {}): Promise<Job> {
    const body = { secrets };
    const record = await this.#scope.client.jobs.resubmit({ params: this.#params, body });
    return new Job(this.#scope, record);
  }

  /** Forgets it, once it has ended; its run stays. */
  async delete(): Promise<void> {
    await this.#scope.client.jobs.delete({ params: this.#params });
  }

  /** Its run: metrics, params, datasets, artifacts. @throws AtelierError `not-found` before it has started */
  run(): Promise<RunDetail> {
    return this.#scope.client.runs.get({ params: this.#runParams });
  }

  /** What it has kept, such as `outputs/model/model.onnx`. */
  async artifacts(): Promise<Artifact[]> {
    return (await this.run()).artifacts;
  }

  /** Content of an artifact by its path. */
  async artifact(path: string): Promise<Uint8Array> {
    const params = { ...this.#runParams, path };
    const response = await this.#scope.client.runs.artifact({ params });
    return new Uint8Array(await response.arrayBuffer());
  }

  [displaySymbol](): MimeBundle {
    return jobBundle(this.#record);
  }

  get #params() {
    return { workspace: this.#record.workspaceId, job: this.id };
  }

  get #runParams() {
    return { workspace: this.#record.workspaceId, run: this.runId };
  }

  /** Read after the job itself: when that has ended, the log is whole. */
  async #written(after: number) {
    await this.refresh();
    return this.#log({ after });
  }

  async #log(query: { after?: number; before?: number; limit?: number }) {
    return this.#record.startedAt === null
      ? { chunks: [], position: 0, more: false }
      : this.#scope.client.runs.log({ params: this.#runParams, query });
  }

  /** Undefined while the server is away: the next look is at its return. */
  async #try<T>(look: () => Promise<T>): Promise<T | undefined> {
    try {
      return await look();
    } catch (error) {
      if (isAway(error)) {
        return undefined;
      }
      throw error;
    }
  }

  #end(options: WaitOptions) {
    return endOfWaiting(
      options,
      this.#scope.kernel,
      seconds =>
        new AtelierError('not-ready', `The job ${this.name} has not ended within ${seconds} s.`, {
          remedy: 'It goes on: wait for it again, or cancel() it.'
        })
    );
  }
}
