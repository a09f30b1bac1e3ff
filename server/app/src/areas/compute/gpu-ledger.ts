import { AtelierError } from '@atelier-ml/api';
import type { Gpu, GpuUsage, HeldGpu } from '@atelier-ml/api';
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
  kind: 'instance' | 'node';
  /** For people. */
  name: string;
  count: number;
  isShared: boolean;
  /** UUIDs of those that it would rather have. */
  preferred?: readonly string[];
}

export type GpuLedger = ReturnType<typeof createGpuLedger>;

/**
 * Knows who has which GPU of this machine. One that is had exclusively is had by nobody else; shared
 * ones are given out evenly.
 */
export function createGpuLedger({ clock, database, gpus }: GpuLedgerOptions) {
  const claims = createGpuClaimStore(database.queries);
  return {
    /**
     * Claims within a transaction; what the holder had before is kept if it is the same, else given
     * back. Look at the machine before it (`look`): a transaction should not wait for that.
     * @returns UUIDs, in their order on the machine
     * @throws AtelierError `gpu-unavailable`, with who has them
     */
    async claim(queries: Queries, wish: GpuWish): Promise<string[]> {
      const { count, holder, isShared, kind, name } = wish;
      const store = createGpuClaimStore(queries);
      if (count === 0) {
        await store.release([holder]);
        return [];
      }
      const present = await gpus.list();
      await store.takeTurn(clock());
      const all = await store.all();
      const own = all.filter(claim => claim.holder === holder);
      if (isAsWished(own, wish, present)) {
        return inOrder(
          own.map(claim => claim.gpu),
          present
        );
      }
      const others = all.filter(claim => claim.holder !== holder);
      const chosen = choose(present, others, wish);
      if (chosen.length < count) {
        unavailable(count, present.length, others);
      }
      await store.release([holder]);
      await store.insert(
        chosen.map(gpu => ({
          ...{ gpu, holder, holder_name: name, holder_kind: kind },
          is_shared: isShared ? 1 : 0,
          claimed_at: clock()
        }))
      );
      return chosen;
    },
    /** What the driver tells counts for some seconds from here on. */
    look: async (): Promise<void> => void (await gpus.list()),
    /** What the GPUs do, and who works on them, whoever has them. */
    async work() {
      const present = await gpus.list();
      return { present, processes: present.length ? await gpus.processes() : [] };
    },
    release: (queries: Queries, holders: string[]) => createGpuClaimStore(queries).release(holders),
    rename: (holder: string, name: string) => claims.rename(holder, name),
    /** UUIDs that a holder has, in their order on the machine. */
    async of(holder: string): Promise<string[]> {
      const own = (await claims.of([holder])).map(claim => claim.gpu);
      return own.length > 1 ? inOrder(own, await gpus.list()) : own;
    },
    /** Instances that have some. */
    async instances(): Promise<string[]> {
      return [...new Set((await claims.ofInstances()).map(claim => claim.holder))];
    },
    /** What each of the holders has, if anything. */
    async held(holders: string[]): Promise<Map<string, HeldGpu[]>> {
      const found = await claims.of(holders);
      const present = found.length ? await gpus.list() : [];
      const of = (holder: string): HeldGpu[] => {
        const own = found.filter(claim => claim.holder === holder).map(claim => claim.gpu);
        return inOrder(own, present).map(uuid => {
          const { index = null, name = null } = present.find(gpu => gpu.uuid === uuid) ?? {};
          return { uuid, index, name };
        });
      };
      return new Map(found.map(({ holder }) => [holder, of(holder)]));
    },
    /** What the GPUs of each of the holders do now, as far as their driver tells. */
    async usages(holders: string[]): Promise<Map<string, GpuUsage[]>> {
      const found = await claims.of(holders);
      const present = found.length ? await gpus.list() : [];
      const all = present.length ? await claims.all() : [];
      const of = (holder: string): GpuUsage[] =>
        present
          .filter(({ uuid }) => found.some(each => each.gpu === uuid && each.holder === holder))
          .map(({ index, memoryTotal, memoryUsed, powerWatts, utilizationPercent, uuid }) => ({
            ...{ uuid, index, utilizationPercent, memoryUsed, memoryTotal, powerWatts },
            isShared: all.some(claim => claim.gpu === uuid && claim.holder !== holder)
          }));
      return new Map(found.map(({ holder }) => [holder, of(holder)]));
    },
    /** All of the machine, with who has them. */
    async list(): Promise<Gpu[]> {
      const present = await gpus.list();
      const all = present.length ? await claims.all() : [];
      return present.map(gpu => {
        const own = all.filter(claim => claim.gpu === gpu.uuid);
        const sharing = own.length === 0 ? null : own[0]!.is_shared ? 'shared' : 'exclusive';
        return { ...gpu, holders: [...new Set(own.map(claim => claim.holder_name))], sharing };
      });
    },
    /**
     * @param field of the request that asks for so many
     * @throws AtelierError `gpu-unavailable` where the machine has fewer, whoever has them
     */
    async requireCount(wanted: number, field: string): Promise<void> {
      const count = wanted > 0 ? (await gpus.list()).length : 0;
      if (wanted > count) {
        throw new AtelierError(
          'gpu-unavailable',
          count ? `The machine has fewer GPUs: ${count}.` : 'No GPU was found on this machine.',
          {
            remedy:
              'Ask for fewer; what `nvidia-smi` lists on the machine of the server can be had.',
            fields: [{ path: field, message: `at most ${count}` }]
          }
        );
      }
    }
  };
}

type Present = Awaited<ReturnType<Gpus['list']>>;

const inOrder = (uuids: string[], present: Present): string[] =>
  uuids.toSorted((a, b) => placeOf(a, present) - placeOf(b, present));

const placeOf = (uuid: string, present: Present): number =>
  present.find(gpu => gpu.uuid === uuid)?.index ?? Infinity;

const isAsWished = (own: GpuClaimRow[], { count, isShared }: GpuWish, present: Present): boolean =>
  own.length === count &&
  own.every(
    claim => !!claim.is_shared === isShared && present.some(({ uuid }) => uuid === claim.gpu)
  );

/** As many as can be had of the wished ones: what it would rather have, then what fewest have. */
function choose(present: Present, claims: GpuClaimRow[], wish: GpuWish): string[] {
  const { count, isShared, preferred = [] } = wish;
  const users = (uuid: string) => claims.filter(claim => claim.gpu === uuid);
  const rank = (uuid: string) => Number(!preferred.includes(uuid));
  const chosen = present
    .filter(({ uuid }) =>
      isShared ? users(uuid).every(claim => claim.is_shared) : !users(uuid).length
    )
    .sort(
      (a, b) =>
        rank(a.uuid) - rank(b.uuid) ||
        users(a.uuid).length - users(b.uuid).length ||
        a.index - b.index
    )
    .slice(0, count);
  return inOrder(
    chosen.map(({ uuid }) => uuid),
    present
  );
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
