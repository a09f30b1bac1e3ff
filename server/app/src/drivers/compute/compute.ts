import type { Host } from '@atelier-ml/api';

/** How Jupyter is told of a kernel: the folder's name, and what stands in its `kernel.json`. */
export interface Kernelspec {
  name: string;
  content: object;
}

/** A process that stays the same one even when its number is given out again. */
export interface ProcessIdentity {
  pid: number;
  /** Differs for every process that gets the number. */
  mark: string;
}

/** What a process and its descendants take together. */
export interface ProcessUsage {
  /** 100 is one processor, since the process was last asked about. */
  cpuPercent: number;
  /** Milliseconds of processor time, also of those of its children that have ended and that it has waited for. */
  cpuTime: number;
  /** Resident bytes. */
  memory: number;
  /** Of all of them. */
  pids: number[];
  /** Bytes that those which live have moved since they started; undefined where nobody tells. */
  moved?: { read: number; written: number };
}

/** The port to processes: of this machine, or of a container. */
export interface Processes {
  /** The process of that number; undefined if there is none of this user, or of `anyone`. */
  identify(pid: number, owner?: 'anyone'): Promise<ProcessIdentity | undefined>;
  /** For each process what it takes; undefined once it has ended. */
  measure(processes: ProcessIdentity[]): Promise<(ProcessUsage | undefined)[]>;
  /** Ends a process and its descendants: asks first, unless `force`. Resolves when it is gone. */
  end(process: ProcessIdentity, options?: { force?: boolean }): Promise<void>;
  /** Sends a signal; a process that has ended gets none. */
  signal(process: ProcessIdentity, name: NodeJS.Signals): Promise<void>;
}

/** The port to where kernels run. */
export interface Compute extends Processes {
  /** Makes a kernelspec appear in Jupyter, or brings it up to date. */
  publish(kernelspec: Kernelspec): Promise<void>;
  /** Removes a kernelspec; none of that name is fine. */
  withdraw(kernelspec: string): Promise<void>;
  /** Removes every kernelspec but these. */
  keepOnly(kernelspecs: string[]): Promise<void>;
  /** All but its GPUs, which have a port of their own. */
  host(): Promise<Omit<Host, 'gpus'>>;
}
