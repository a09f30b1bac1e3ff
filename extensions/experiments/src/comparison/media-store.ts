import type { Artifact, Client } from '@atelier-ml/api';
import type { IDisposable } from '@lumino/disposable';
import { createRequestQueue } from '../live/index.ts';

export interface MediaStoreOptions {
  readonly api: Client;
  readonly workspace: string;
}

interface Pending {
  /** How many still wait for it. */
  waiting: number;
  readonly bytes: Promise<ArrayBuffer>;
}

const REQUESTS_AT_ONCE = 6;
/** What is kept for going back and forth between steps, in bytes. */
const KEPT = 64 * 1024 * 1024;

/** Pictures and the like of many runs. What has the same content is fetched once. */
export class MediaStore implements IDisposable {
  readonly #options: MediaStoreOptions;
  readonly #stop = new AbortController();
  readonly #queue = createRequestQueue(REQUESTS_AT_ONCE);
  readonly #pending = new Map<string, Pending>();
  /** By content, the one that was not asked for longest first. */
  readonly #held = new Map<string, ArrayBuffer>();
  #size = 0;

  constructor(options: MediaStoreOptions) {
    this.#options = options;
  }

  get isDisposed(): boolean {
    return this.#stop.signal.aborted;
  }

  /**
   * The bytes of a run's artifact. What nobody waits for any more, as `signal` says, is not asked
   * for: its promise rejects.
   */
  read(run: string, artifact: Artifact, signal: AbortSignal): Promise<ArrayBuffer> {
    const { sha256 } = artifact;
    const held = this.#held.get(sha256);
    if (held) {
      this.#held.delete(sha256);
      this.#held.set(sha256, held);
      return Promise.resolve(held);
    }
    const pending = this.#pending.get(sha256) ?? this.#ask(run, artifact);
    pending.waiting += 1;
    signal.addEventListener('abort', () => (pending.waiting -= 1), { once: true });
    return pending.bytes;
  }

  dispose(): void {
    this.#stop.abort();
    this.#held.clear();
  }

  #ask(run: string, artifact: Artifact): Pending {
    const { sha256 } = artifact;
    const fetched = Promise.resolve()
      .then(() => this.#queue.add(() => this.#fetch(run, artifact, pending)))
      .finally(() => this.#pending.delete(sha256));
    const pending: Pending = { waiting: 0, bytes: fetched };
    this.#pending.set(sha256, pending);
    return pending;
  }

  async #fetch(run: string, { path, sha256 }: Artifact, pending: Pending): Promise<ArrayBuffer> {
    const { api, workspace } = this.#options;
    this.#stop.signal.throwIfAborted();
    if (pending.waiting === 0) {
      throw new DOMException('Nobody waits for it.', 'AbortError');
    }
    const params = { workspace, run, path };
    const response = await api.runs.artifact({ params, signal: this.#stop.signal });
    const bytes = await response.arrayBuffer();
    this.#keep(sha256, bytes);
    return bytes;
  }

  #keep(sha256: string, bytes: ArrayBuffer): void {
    this.#held.set(sha256, bytes);
    this.#size += bytes.byteLength;
    for (const [oldest, { byteLength }] of this.#held) {
      if (this.#size <= KEPT || oldest === sha256) {
        break;
      }
      this.#held.delete(oldest);
      this.#size -= byteLength;
    }
  }
}
