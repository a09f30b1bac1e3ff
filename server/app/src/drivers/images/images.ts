/** An image that the engine holds. */
export interface Image {
  /** `sha256:…` of its configuration: equal images have equal ids. */
  id: string;
  tags: string[];
  /** Bytes, layers that it shares with others included. */
  size: number;
  /** Milliseconds since 1970. */
  createdAt: number;
  labels: Record<string, string>;
}

export interface ImageDetails extends Image {
  /** What registries know it by: `name@sha256:…`. */
  digests: string[];
  /** Hashes of the layers, the lowest first. */
  layers: string[];
  /** Variables that programs in it start with. */
  variables: Record<string, string>;
}

/** What a build tells while it goes on. */
export type BuildEvent =
  | { kind: 'step'; step: string; state: 'started' | 'cached' | 'done' }
  | { kind: 'step'; step: string; state: 'failed'; error: string }
  | { kind: 'output'; step: string; text: string };

/** A file of a build's context: its text or bytes, or a file or folder of this machine. */
export type ContextFile = { path: string; mode?: number } & (
  { content: string | Uint8Array } | { source: string }
);

export interface BuildOptions {
  /** Files below the context; one of them is `Dockerfile`. */
  context: ContextFile[];
  tag: string;
  labels?: Record<string, string>;
  /** Make every step anew. */
  withoutCache?: boolean;
  signal?: AbortSignal;
  onEvent?(event: BuildEvent): void;
}

export interface Credentials {
  username: string;
  password: string;
}

/** Bytes of the layers that are known so far. */
export interface TransferProgress {
  moved: number;
  total: number;
}

export interface TransferOptions {
  credentials?: Credentials;
  signal?: AbortSignal;
  onProgress?(progress: TransferProgress): void;
}

export interface RunOptions {
  argv: string[];
  user?: string;
  variables?: Record<string, string>;
  /** Without a network unless this is true. */
  network?: boolean;
  /** Milliseconds. */
  timeout?: number;
}

export interface RunResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface EngineFacts {
  version: string;
  platform: string;
  /** Name of the machine that it runs on. */
  host: string;
}

/**
 * The port to what builds and keeps container images. Errors are AtelierErrors: `engine-unreachable`,
 * `image-missing`, `build-failed` (names the step), `in-use` (names the containers), `storage-full`,
 * `registry-unreachable`, `registry-refused`.
 */
export interface Images {
  engine(): Promise<EngineFacts>;
  /** @throws AtelierError `build-failed`; the signal's reason once it is aborted */
  build(options: BuildOptions): Promise<ImageDetails>;
  /** @throws AtelierError `image-missing` */
  inspect(reference: string): Promise<ImageDetails>;
  /** Images with all of these labels; a value of `*` stands for any. */
  list(labels?: Record<string, string>): Promise<Image[]>;
  /** Takes the tag away, and the image with its last one. @throws AtelierError `in-use` */
  remove(reference: string): Promise<void>;
  tag(reference: string, tag: string): Promise<void>;
  /** By tag or by digest. @throws the signal's reason once it is aborted */
  pull(reference: string, options?: TransferOptions): Promise<ImageDetails>;
  /**
   * @returns `sha256:…` by which the registry knows it
   * @throws the signal's reason once it is aborted
   */
  push(reference: string, options?: TransferOptions): Promise<string>;
  /** Whether a registry answers, and takes the login. */
  login(host: string, options: Pick<TransferOptions, 'credentials'>): Promise<void>;
  /** Makes an image of a file system as a tar archive. */
  importTar(
    content: AsyncIterable<Uint8Array>,
    tag: string,
    labels?: Record<string, string>
  ): Promise<ImageDetails>;
  /** Keeps what a container holds as an image. */
  commit(container: string, tag: string, labels?: Record<string, string>): Promise<ImageDetails>;
  /** Runs a short command in an image and answers what it has written. */
  run(reference: string, options: RunOptions): Promise<RunResult>;
}
