import { statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { Media } from '../media/index.ts';
import { createArtifactKeeper } from './artifact-keeper.ts';
import type { ArtifactKeeper } from './artifact-keeper.ts';
import { messageOf } from './entry-text.ts';
import type { NewEntry } from './entry-text.ts';
import { datasetEntriesOr } from './lineage.ts';
import type { DatasetReference } from './lineage.ts';
import type { HasUri } from './run-dependencies.ts';
import { mediaPath, RunMedia } from './run-media.ts';
import type { KeptArtifact, MediaOptions } from './run-media.ts';
import { modelFormatOf } from './run-model.ts';
import type { ModelOptions, RunModel } from './run-model.ts';

/** What a run keeps as files, and which data and models it tells of. */
export abstract class RunContent extends RunMedia {
  abstract readonly id: string;
  readonly #keeper: ArtifactKeeper;
  readonly #warn: (message: string) => void;

  /** @param folder where copies wait until the server has them */
  constructor(folder: string, warn: (message: string) => void) {
    super();
    this.#warn = warn;
    this.#keeper = createArtifactKeeper({
      folder,
      warn,
      record: entry => this.record(entry),
      closed: call => this.closed(call)
    });
  }

  /** Waits until the server has all that was logged; false if it has not within the time. */
  abstract flush(milliseconds?: number): Promise<boolean>;
  abstract tag(name: string, value: unknown): void;
  protected abstract record(...entries: NewEntry[]): void;
  /** Whether the run has ended; then with a warning that names the call. */
  protected abstract closed(call: string): boolean;

  /**
   * Keeps a copy of a file, or bytes under a name, with the run. The answer resolves when the copy
   * is made (to undefined, with a warning, when it could not be); until then leave a file unchanged.
   *
   * @param name path below the run, with forward slashes; the file's own name when left out
   */
  artifact(
    source: string | Uint8Array | ArrayBuffer,
    name?: string,
    options: MediaOptions & { mediaType?: string } = {}
  ): Promise<KeptArtifact | undefined> {
    const path = name ?? (typeof source === 'string' ? basename(source) : '');
    const content = typeof source === 'string' ? source : new Uint8Array(source);
    return this.#keeper.keep('artifact', path, content, options);
  }

  /**
   * Keeps a copy of every file below a folder. What can't be kept is warned of by name.
   *
   * @param name path below the run; the folder's own name when left out
   */
  folder(folder: string, name = basename(folder)): Promise<KeptArtifact[]> {
    return this.#keeper.keepFolder('folder', name, folder);
  }

  /**
   * Keeps a model: a file, a folder, or bytes. `registerModel` takes the answer as it is.
   *
   * @example await registerModel('diabetes', await run.model('forest.onnx'));
   */
  async model(
    source: string | Uint8Array | ArrayBuffer,
    options: ModelOptions = {}
  ): Promise<RunModel | undefined> {
    const name = options.name ?? (typeof source === 'string' ? basename(source) : 'model');
    const isFolder =
      typeof source === 'string' && statSync(source, { throwIfNoEntry: false })?.isDirectory();
    const kept = isFolder
      ? await this.folder(source, name)
      : [await this.artifact(source, name)].filter(artifact => artifact !== undefined);
    if (kept.length === 0) {
      return undefined;
    }
    const format = options.format ?? modelFormatOf(kept.map(({ path }) => path));
    const artifact = isFolder ? name : kept[0].path;
    this.tag(`atelier.model.${artifact}`, format);
    return { run: this, artifact, format, files: kept };
  }

  /** Tells that the run reads a dataset. */
  input(asset: HasUri | string): void {
    this.#link({ type: 'input', uri: typeof asset === 'string' ? asset : asset.uri });
  }

  /** Tells that the run has made a model or a dataset. */
  output(asset: HasUri | string): void {
    this.#link({ type: 'output', uri: typeof asset === 'string' ? asset : asset.uri });
  }

  /**
   * Tells which dataset the run reads, one of the studio or any other by its name.
   *
   * @example run.datasetUsed({ name: 'patients', digest: '9f2c', context: 'training' });
   */
  datasetUsed(dataset: DatasetReference, options: { context?: string } = {}): void {
    this.#dataset('input', dataset, options.context);
  }

  /** Tells which dataset the run has made. */
  datasetProduced(dataset: DatasetReference, options: { context?: string } = {}): void {
    this.#dataset('output', dataset, options.context);
  }

  /** Resolves when no copy is being made any more. */
  protected contentSettled(): Promise<void> {
    return this.#keeper.settled();
  }

  protected keep(
    call: string,
    name: string,
    make: () => Media | string | Promise<Media>,
    { step }: MediaOptions
  ): Promise<KeptArtifact | undefined> {
    if (this.closed(call)) {
      return Promise.resolve(undefined);
    }
    const whole = step === undefined ? undefined : Math.round(step);
    const store = (made: Media | string) => {
      const extension = typeof made === 'string' ? extname(made).toLowerCase() : made.extension;
      const path = mediaPath(name, extension, whole);
      return typeof made === 'string'
        ? this.#keeper.keep(call, path, made, { step: whole })
        : this.#keeper.keep(call, path, made.bytes, { step: whole, mediaType: made.mediaType });
    };
    const complain = (error: unknown) => {
      this.#warn(`${call}(“${name}”) was not kept: ${messageOf(error)}`);
      return undefined;
    };
    try {
      const made = make();
      return made instanceof Promise
        ? this.#keeper.track(made.then(store).catch(complain))
        : store(made);
    } catch (error) {
      return Promise.resolve(complain(error));
    }
  }

  #link(entry: Extract<NewEntry, { type: 'input' | 'output' }>): void {
    if (!this.closed(entry.type)) {
      this.record(entry);
    }
  }

  #dataset(direction: 'input' | 'output', dataset: DatasetReference, context?: string): void {
    if (!this.closed('dataset')) {
      this.record(...datasetEntriesOr(this.#warn, direction, dataset, context));
    }
  }
}
