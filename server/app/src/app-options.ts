import type { Logger } from 'pino';
import type { GroundsOptions } from './areas/compute/index.ts';
import type { MachineSettings } from './areas/environments/index.ts';
import type { Disk } from './drivers/disk/index.ts';
import type { Clock } from './identity.ts';
import type { Ticker } from './ticker.ts';

export interface AppOptions {
  /** The data folder; it must exist. */
  data: string;
  /** `postgresql://…`; SQLite in the data folder if left out. */
  database?: string;
  token: string;
  /** Program that tells of GPUs as `nvidia-smi` does, which is asked if this is left out. */
  gpuTool?: string;
  /** Address of the container engine; the local socket if left out. */
  docker?: string;
  /** What builds of environments and containers learn of this machine; nothing if left out. */
  machine?: MachineSettings;
  log: Logger;
  /** What containers are lent of this machine. */
  containers: Omit<GroundsOptions['lend'], 'data' | 'programs' | 'settings'>;
  /** See HttpOptions. */
  allowedHosts?: ReadonlySet<string>;
  checkAnswers?: boolean;
  clock?: Clock;
  ticker?: Ticker;
  disk?: Disk;
  /** Look for damage in the database first: after a server that was not stopped in order. */
  checkDatabase?: boolean;
}
