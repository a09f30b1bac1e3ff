import type { Host } from '@atelier-ml/api';

/** What a kernelspec is made from. */
export interface PublishedInstance {
  id: string;
  workspaceId: string;
  name: string;
  kernelspec: string;
  cpus: number | null;
  memoryMb: number | null;
  environmentVariables: Record<string, string>;
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
  /** Resident bytes. */
  memory: number;
}

/** The port to where kernels run. */
export interface Compute {
  /** Makes the instance's kernelspec appear in Jupyter, or brings it up to date. */
  publish(instance: PublishedInstance): Promise<void>;
  /** Removes a kernelspec; none of that name is fine. */
  withdraw(kernelspec: string): Promise<void>;
  /** Removes every kernelspec but these. */
  keepOnly(kernelspecs: string[]): Promise<void>;
  /** The process of that number; undefined if there is none of this user. */
  identify(pid: number): Promise<ProcessIdentity | undefined>;
  /** For each process what it takes; undefined once it has ended. */
  measure(processes: ProcessIdentity[]): Promise<(ProcessUsage | undefined)[]>;
  /** Ends a process and its descendants: asks first, unless `force`. Resolves when it is gone. */
  end(process: ProcessIdentity, options?: { force?: boolean }): Promise<void>;
  host(): Promise<Host>;
}
