import type { Readable } from 'node:stream';

export interface StoredBlob {
  sha256: string;
  size: number;
}

/** Content with when somebody has last put or claimed it, in milliseconds since 1970. */
export interface IdleBlob extends StoredBlob {
  usedAt: number;
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
  /** The same with when it was last put or claimed. */
  look(sha256: string): Promise<IdleBlob | undefined>;
  /**
   * The same for somebody who is about to refer to the content: from now on it is fresh, so that a
   * collection that is under way leaves it alone.
   */
  claim(sha256: string): Promise<StoredBlob | undefined>;
  /** The bytes from `start` to `end` (inclusive), or all. @throws AtelierError `not-found` */
  read(sha256: string, range?: { start?: number; end?: number }): Promise<Readable>;
  /** A file with the content, for programs that need one; it must not be written to. */
  localFile(sha256: string): Promise<string>;
  /** Contents that nobody has put or claimed since `before` (milliseconds since 1970), in no order. */
  idleSince(before: number): AsyncIterable<IdleBlob>;
  /**
   * Removes those of the contents that were idle since `before` and that `isFree` confirms once
   * they are out of reach; the others stay. Safe against readers, writers and kill -9.
   * @returns what is gone
   */
  collect(
    sha256s: string[],
    before: number,
    isFree: (sha256s: string[]) => Promise<Set<string>>
  ): Promise<StoredBlob[]>;
  readonly drafts: Drafts;
}

/** Content that arrives in pieces, by an id of the caller's; it survives a restart. */
export interface Drafts {
  /** Bytes that are stored; undefined if there is no such draft. */
  size(id: string): Promise<number | undefined>;
  /**
   * Adds a stream at `offset`, which must be where the draft ends; at most up to `limit` bytes in
   * all. When the stream breaks off, what has arrived stays. @returns the size afterwards
   * @throws AtelierError `wrong-offset`, `too-large`, `storage-full`
   */
  append(id: string, content: Readable, range: { offset: number; limit: number }): Promise<number>;
  /** SHA-256 of the bytes so far, in lower-case hexadecimal. @throws AtelierError `not-found` */
  hash(id: string): Promise<string>;
  /** The bytes so far. @throws AtelierError `not-found` */
  read(id: string): Promise<Readable>;
  /** Makes the draft a blob. @throws AtelierError `hash-mismatch`, `not-found` */
  finish(id: string, options?: { sha256?: string }): Promise<StoredBlob>;
  discard(id: string): Promise<void>;
}
