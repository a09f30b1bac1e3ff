import type { Readable } from 'node:stream';

export interface StoredBlob {
  sha256: string;
  size: number;
}

/** The port of the blob store: content named by its SHA-256, so equal bytes are stored once. */
export interface Storage {
  /**
   * Stores all of a stream; what it resolves to is durable. With `sha256` it refuses other content.
   * @throws AtelierError `hash-mismatch`, `storage-full`
   */
  put(content: Readable, options?: { sha256?: string }): Promise<StoredBlob>;
  /** Undefined if there is no such content. */
  find(sha256: string): Promise<StoredBlob | undefined>;
  /** The bytes from `start` to `end` (inclusive), or all. @throws AtelierError `not-found` */
  read(sha256: string, range?: { start?: number; end?: number }): Promise<Readable>;
  /** A file with the content, for programs that need one; it must not be written to. */
  localFile(sha256: string): Promise<string>;
}
