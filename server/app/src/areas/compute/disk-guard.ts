import { AtelierError, hasCode } from '@atelier-ml/api';
import type { DiskUse } from '@atelier-ml/api';
import type { Logger } from 'pino';
import type { Disk } from '../../drivers/disk/index.ts';
import type { Clock } from '../../identity.ts';
import type { Ticker } from '../../ticker.ts';
import type { Changes } from '../system/index.ts';
import { changeOf } from './changes.ts';
import type { createComputeStore } from './compute.store.ts';
import type { InstanceRow } from './compute.store.ts';
import type { Containers } from './containers.ts';
import { isContainer } from './instance-present.ts';

export interface DiskGuardOptions {
  changes: Changes;
  clock: Clock;
  containers: Containers;
  disk: Disk;
  /** The data folder, whose disk counts. */
  data: string;
  store: ReturnType<typeof createComputeStore>;
  ticker: Ticker;
  log: Logger;
}

const EVERY = 60_000;
const GIB = 2 ** 30;
const LOW = 0.8;
/** Nothing is started when less than this is free, or than this part of a small disk. */
const RESERVE = GIB;
const RESERVED_PART = 0.05;

export type DiskGuard = ReturnType<typeof createDiskGuard>;

/** Watches what containers write, since engines keep most of them to no limit; refuses in time. */
export function createDiskGuard(options: DiskGuardOptions) {
  const { changes, clock, containers, data, disk, log, store, ticker } = options;
  const uses = new Map<string, DiskUse>();

  async function measure(row: InstanceRow): Promise<DiskUse | undefined> {
    if (!isContainer(row) || row.disk_gb === null) {
      uses.delete(row.id);
      return undefined;
    }
    const layer = row.workload
      ? await (await containers.engine(row)).written(row.workload).catch(() => 0) // it is gone
      : 0;
    const used = layer + (await containers.sizeOfHome(row));
    const limit = row.disk_gb * GIB;
    const level = used >= limit ? 'full' : used >= LOW * limit ? 'low' : 'fine';
    const before = uses.get(row.id);
    const use = { used, limit, level, at: clock() } as const;
    uses.set(row.id, use);
    if (before ? before.level !== level : level !== 'fine') {
      await changes.commit(async (_, announce) => announce(changeOf(row, 'updated')));
    }
    return use;
  }

  /** What cannot be measured now refuses nothing: whether its engine answers is seen soon enough. */
  async function measured(row: InstanceRow): Promise<DiskUse | undefined> {
    try {
      return await measure(row);
    } catch (error) {
      if (hasCode(error, 'engine-unreachable')) {
        return uses.get(row.id);
      }
      throw error;
    }
  }

  async function look(): Promise<void> {
    for (const row of await store.listLimitedDisks()) {
      await measure(row).catch((err: unknown) => log.warn({ err }, 'a disk cannot be measured'));
    }
  }
  const stop = ticker.every(EVERY, () =>
    look().catch((err: unknown) => log.warn({ err }, 'disks cannot be looked at'))
  );

  async function checkReserve(): Promise<void> {
    const { free, total } = await disk.space(data);
    if (free < Math.min(RESERVE, RESERVED_PART * total)) {
      throw new AtelierError(
        'storage-full',
        `The disk of the studio is almost full: ${inMib(free)} are left.`,
        { remedy: 'Delete what is not needed, such as images and what lies in the trash.' }
      );
    }
  }

  return {
    /** @throws AtelierError `storage-full` when no kernel may be started */
    async check(row: InstanceRow): Promise<void> {
      await checkReserve();
      const known = uses.get(row.id);
      // What was full may have been tidied up, or given more, since.
      const use = known?.level === 'full' || !known ? await measured(row) : known;
      if (use?.level === 'full') {
        throw new AtelierError(
          'storage-full',
          `“${row.name}” has used up its disk: ${inMib(use.used)} of ${inMib(use.limit)}.`,
          {
            remedy: 'Give it a larger disk, or delete files of its home: open a terminal in it.'
          }
        );
      }
    },
    measure,
    look,
    of: ({ id, disk_gb }: InstanceRow): DiskUse | null =>
      disk_gb === null ? null : (uses.get(id) ?? null),
    forget: ({ id }: InstanceRow) => void uses.delete(id),
    stop
  };
}

const inMib = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
