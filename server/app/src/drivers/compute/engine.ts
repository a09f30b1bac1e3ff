import type { Readable, Writable } from 'node:stream';

/** What a place where work runs can do. What it cannot, it refuses with `not-supported`. */
export interface EngineCapabilities {
  /** Version of the engine's own software; undefined where there is none. */
  version?: string;
  /** Work runs from an image, apart from the machine's own files. */
  images: boolean;
  /** Processors and memory are kept to, and can be changed while work runs. */
  limits: boolean;
  /** Work can be kept off the network. */
  networks: boolean;
  /** It runs where the server does: what the server has can be mounted. Others are sent copies. */
  sharesFiles: boolean;
  /** Of all its machines together. */
  cpus: number;
  /** Bytes, likewise. */
  memory: number;
  /** Each machine that takes work; undefined where there is only one. */
  machines?: EngineMachine[];
}

export interface EngineMachine {
  name: string;
  cpus: number;
  /** Bytes. */
  memory: number;
  gpus: number;
  /** Why no work can be brought there, though it is up. */
  problem?: string;
}

/** What work may take; undefined: as much as the machine has. */
export interface Resources {
  /** Processors; fractions are possible. */
  cpus?: number;
  /** Bytes; what takes more is ended and told as out of memory. */
  memory?: number;
  /** Bytes of /dev/shm. */
  sharedMemory?: number;
  /** Most processes and threads at once. */
  processes?: number;
  /** Ids of the GPUs that it gets, and no others. */
  gpus?: string[];
  /** How many GPUs it gets on an engine that chooses among those of its machines. */
  gpuCount?: number;
  /** So many times all of it, for a program that spreads its work over machines. */
  shares?: number;
}

export interface Mount {
  /** A folder or file of the engine's machine; it must exist. */
  source: string;
  target: string;
  readOnly: boolean;
}

/** A folder that is copied to the engine's machine when it is first needed there, and stays for others. */
export interface Bundle {
  /** Of its content: another content has another one. */
  key: string;
  /** Where it is found; nothing in it can be changed. */
  target: string;
  /** A tar archive of what lies in it. */
  content(): Readable;
}

/** A folder of the engine's own, made when it is first wanted; it stays until it is discarded. */
export interface Volume {
  name: string;
  target: string;
}

/** Workloads that reach each other by name, whatever else they reach. */
export interface WorkloadGroup {
  name: string;
  /** Under which the others find this one. */
  alias: string;
}

/** Work to be run: a program with what surrounds it. */
export interface WorkloadSpec {
  /** For people who look at the engine itself; the engine's id tells workloads apart. */
  name: string;
  /** By which it is found again, also by a server that was started anew. */
  labels: Record<string, string>;
  /** Undefined on engines without images. */
  image?: string;
  argv: string[];
  environment: Record<string, string>;
  /** Further variables, which win: an engine tells of them no more than it must. */
  secrets?: Record<string, string>;
  /** Where the program starts; it must exist. */
  folder?: string;
  /** Numeric user and group ids. */
  user?: { uid: number; gid: number };
  resources: Resources;
  mounts: Mount[];
  /** For engines that share no files with the server. */
  bundles?: Bundle[];
  volumes?: Volume[];
  group?: WorkloadGroup;
  /** `none`: not even name resolution; `outbound`: it reaches others, nobody reaches it. */
  network: 'none' | 'outbound';
}

export interface WorkloadExit {
  /** 128 + the number of the signal that ended it. */
  code: number;
  outOfMemory: boolean;
  /** What the engine says about it, if it could not even start. */
  reason?: string;
  /** It has not ended by itself: what ran it is gone, for this reason. */
  lost?: string;
}

export interface Workload {
  id: string;
  name: string;
  labels: Record<string, string>;
  state: 'created' | 'running' | 'exited';
  image?: string;
  resources: Resources;
  /** Milliseconds since 1970. */
  startedAt?: number;
  exit?: WorkloadExit;
}

/** A piece of what a program has written. */
export interface OutputChunk {
  stream: 'stdout' | 'stderr';
  bytes: Buffer;
}

export interface LogOptions {
  /** Go on as more is written, until the workload ends or the signal is given. */
  follow?: boolean;
  /** Only the last lines. */
  tail?: number;
  signal?: AbortSignal;
}

export interface StartOptions {
  /**
   * A tar archive of files that it finds when it begins, with paths from the root; asked for again
   * whenever it is started.
   */
  files?: () => Promise<Readable>;
  /** Those of its specification, once more: it may have been made by a server before this one. */
  bundles?: Bundle[];
}

/** A further program in a running workload. */
export interface ExecutionSpec {
  argv: string[];
  environment?: Record<string, string>;
  folder?: string;
  user?: { uid: number; gid: number };
  /** With a terminal, all output comes as stdout. */
  terminal?: boolean;
}

export interface Execution {
  /** By which `execution` finds it again. */
  id: string;
  stdin: Writable;
  stdout: Readable;
  stderr: Readable;
  /** Exit code, once it has ended. */
  ended: Promise<number>;
  /** Of its terminal. */
  resize(columns: number, rows: number): Promise<void>;
}

/** How a program stands that was started by `exec` or `launch`. */
export type ExecutionState =
  /** `pid`: on this machine, where it is told. */
  { running: true; pid?: number } | { running: false; code: number };

/** What a workload takes now; undefined where the engine cannot tell. */
export interface WorkloadUsage {
  /** Milliseconds of processor time since it started. */
  cpuTime: number;
  /** Bytes, without what the system can take back at once. */
  memory: number;
  memoryLimit?: number;
  /** Bytes since it started. */
  received?: number;
  sent?: number;
  read?: number;
  written?: number;
  processes?: number;
}

export type EngineEvent =
  | { type: 'started' | 'removed' | 'out-of-memory'; workload: string }
  | { type: 'exited'; workload: string; code: number }
  | { type: 'execution-ended'; workload: string; execution: string; code: number }
  /** Events may have been missed: look at everything anew. Comes first, and after each gap. */
  | { type: 'reconnected' };

export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGKILL', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;
export type SignalName = (typeof SIGNALS)[number];

/**
 * The port to a place where work runs. All but `events` fail with an AtelierError:
 * `engine-unreachable` when nobody answers, `not-found` for a workload that is gone, `not-supported`
 * for what the engine cannot do, else a code that says what to change.
 */
export interface Engine {
  readonly kind: 'process' | 'docker' | 'swarm' | 'ray';
  /** After an outage too its exits are those of the programs: what it lost it calls lost. */
  readonly tellsLosses?: boolean;
  capabilities(): Promise<EngineCapabilities>;
  /**
   * Makes ready without starting; answers the id.
   * @param signal nobody wants it any more: what it waits for is given up
   */
  create(spec: WorkloadSpec, signal?: AbortSignal): Promise<string>;
  /** Starts it, or starts it again; one that runs is left alone. */
  start(id: string, options?: StartOptions): Promise<void>;
  /** Asks it to end, and ends it after `grace` milliseconds. One that has ended is left alone. */
  stop(id: string, options?: { grace?: number }): Promise<void>;
  /** Ends it and forgets it with all that was its own; none of that id is fine. */
  remove(id: string): Promise<void>;
  /** Removes what carries the labels and is of no workload any more; undefined: there is no such thing. */
  tidy?(labels: Record<string, string>): Promise<void>;
  inspect(id: string): Promise<Workload>;
  /** Those that carry all of the labels. */
  list(labels: Record<string, string>): Promise<Workload[]>;
  /** Changes what it may take; also of one that runs. */
  resize(id: string, resources: Pick<Resources, 'cpus' | 'memory'>): Promise<void>;
  logs(id: string, options?: LogOptions): AsyncIterable<OutputChunk>;
  /** Runs a further program in it and stays connected to it. */
  exec(id: string, spec: ExecutionSpec): Promise<Execution>;
  /** Runs a further program in it that outlives the connection; answers the id. */
  launch(id: string, spec: ExecutionSpec): Promise<string>;
  execution(id: string): Promise<ExecutionState>;
  usage(id: string): Promise<WorkloadUsage>;
  /** Bytes that it has written into its own files, not into what is mounted. */
  written(id: string): Promise<number>;
  /** What lies at a path of it, as a tar archive; also when it has ended. `not-found` for nothing. */
  files(id: string, path: string): Promise<Readable>;
  /** Gives files to one that runs: a tar archive, with paths from the root. */
  send(id: string, archive: Readable): Promise<void>;
  /** Volumes that carry all of the labels. */
  volumes(
    labels: Record<string, string>
  ): Promise<{ name: string; labels: Record<string, string> }[]>;
  /** Forgets a volume with what lies in it; none of that name is fine. */
  discard(volume: string): Promise<void>;
  signal(id: string, name: SignalName): Promise<void>;
  /** What happens to workloads that carry the labels, until the signal is given; never fails. */
  events(labels: Record<string, string>, signal: AbortSignal): AsyncIterable<EngineEvent>;
  /** Lets go of the engine; what runs goes on. */
  close(): Promise<void>;
}
