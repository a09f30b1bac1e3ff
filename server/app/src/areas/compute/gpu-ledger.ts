import { AtelierError } from '@atelier-ml/api';
import type { Database, Queries } from '../../drivers/database/index.ts';
import type { Gpus } from '../../drivers/gpus/index.ts';
import type { Clock } from '../../identity.ts';
import { createGpuClaimStore } from './gpu-claims.store.ts';
import type { GpuClaimRow } from './gpu-claims.store.ts';

export interface GpuLedgerOptions {
  clock: Clock;
  database: Database;
  gpus: Gpus;
}

/** Who wants GPUs, how many, and whether beside others that share them, too. */
export interface GpuWish {
  holder: string;
  /** For people. */
  name: string;
  count: number;
  isShared: boolean;
}

export type GpuLedger = ReturnType<typeof createGpuLedger>;

/**
 * Knows who has which GPU of this machine. One that is had exclusively is had by nobody else; shared
 * ones are given out evenly.
 */
export function createGpuLedger({ clock, database, gpus }: GpuLedgerOptions) {
  return {
    /**
     * Claims within a transaction. @returns UUIDs, in their order on the machine
     * @throws AtelierError `gpu-unavailable`, with who has them
     */
    async claim(queries: Queries, { count, holder, isShared, name }: GpuWish): Promise<string[]> {
      if (count === 0) {
        return [];
      }
      const present = await gpus.list();
      const store = createGpuClaimStore(queries);
      await store.takeTurn(clock());
      const claims = await store.all();
      const users = (uuid: string) => claims.filter(claim => claim.gpu === uuid);
      const free = present
        .filter(({ uuid }) =>
          isShared ? users(uuid).every(claim => claim.is_shared) : !users(uuid).length
        )
        .sort((a, b) => users(a.uuid).length - users(b.uuid).length || a.index - b.index)
        .slice(0, count)
        .sort((a, b) => a.index - b.index);
      if (free.length < count) {
        unavailable(count, present.length, claims);
      }
      const chosen = free.map(({ uuid }) => uuid);
      await store.insert(
        chosen.map(gpu => ({
          ...{ gpu, holder, holder_name: name },
          is_shared: isShared ? 1 : 0,
          claimed_at: clock()
        }))
      );
      return chosen;
    },
    release: (queries: Queries, holders: string[]) => createGpuClaimStore(queries).release(holders),
    /** UUIDs that a holder has. */
    async of(holder: string): Promise<string[]> {
      const claims = await createGpuClaimStore(database.queries).of([holder]);
      return claims.map(claim => claim.gpu);
    },
    count: async (): Promise<number> => (await gpus.list()).length
  };
}

function unavailable(count: number, present: number, claims: GpuClaimRow[]): never {
  const names = [...new Set(claims.map(claim => claim.holder_name))];
  const what = count === 1 ? 'A GPU is' : `${count} GPUs are`;
  const has = present === 1 ? 'one' : String(present);
  const by = names.length ? ` Taken by ${names.slice(0, 5).join(', ')}.` : '';
  throw new AtelierError(
    'gpu-unavailable',
    present
      ? `${what} not free: the machine has ${has}.${by}`
      : `${what} not to be had: none was found on this machine.`,
    {
      remedy: present
        ? 'Wait until one is given back, or share them.'
        : 'Install the driver of the GPU on the machine of the server; `nvidia-smi` must list it.'
    }
  );
}
