import type {
  Engine,
  Execution,
  ProcessIdentity,
  Processes,
  StartOptions,
  WorkloadSpec
} from '../../drivers/compute/index.ts';
import type { InstanceRow } from './compute.store.ts';

/** The container's own home, which outlives it. */
export const HOME = '/home/atelier';

/** What tells on which engine something is. */
export type Standing = Pick<InstanceRow, 'attached_id'>;

/** How a kernel is reached: by sockets at a path that ends with their numbers. */
export type Connection = Record<string, string | number>;

/** Where a kernel was given its place. */
export interface KernelPlace {
  /** Paths as the container sees them. */
  file: string;
  log: string;
  /** Under which this machine reaches its sockets. */
  connection: Connection;
}

/** What containers stand on: an engine, with the way in which they are given files, reached and looked into. */
export interface Ground {
  /** By which its containers are found. */
  labels: Record<string, string>;
  /** Programs, as containers see them. */
  node: string;
  kernel: string;
  /** Packages for Python. */
  python: string;
  engine(): Promise<Engine>;
  surroundings(
    row: InstanceRow
  ): Promise<Pick<WorkloadSpec, 'argv' | 'environment' | 'mounts' | 'bundles' | 'volumes'>>;
  /** What a container is sent before it starts. */
  sending(row: InstanceRow): Promise<StartOptions>;
  /** It runs: others may talk to it. */
  begun(row: InstanceRow, workload: string): Promise<void>;
  /** Gives a kernel a folder of its own. */
  place(row: InstanceRow, name: string, connection: Connection): Promise<KernelPlace>;
  /** Listens once more for kernels of a server before this one. */
  adopt(row: InstanceRow, names: string[]): void;
  /** A kernel has ended. */
  release(row: InstanceRow, name: string): void;
  /** Where a kernel begins whose notebook lies in a folder here. */
  beginsIn(row: InstanceRow, folder: string | undefined): Promise<string>;
  processes(row: InstanceRow): Processes;
  /** A kernel that logs there; undefined if it has ended. */
  identify(
    row: InstanceRow,
    kernel: { execution: string; log: string }
  ): Promise<ProcessIdentity | undefined>;
  /** A shell of a name, as it has to be started so that `endShell` can end it. */
  shell(name: string, argv: string[]): string[];
  endShell(row: InstanceRow, name: string, execution: Execution): Promise<void>;
  sizeOfHome(row: InstanceRow): Promise<number>;
  /** Its container has ended, or is to be ended. */
  left(row: InstanceRow): Promise<void>;
  /** Takes away all that was its own. */
  remove(row: InstanceRow): Promise<void>;
  /** Lets go of all; what runs goes on. */
  close(): void;
}
