import type { GpuUsage, HeldGpu } from '@atelier-ml/api';
import type { Changes } from '../system/index.ts';
import { changeOf } from './changes.ts';
import type { InstanceRow } from './compute.store.ts';
import type { GpuLedger } from './gpu-ledger.ts';

export type InstanceGpus = ReturnType<typeof createInstanceGpus>;

const nameOf = ({ name }: Pick<InstanceRow, 'name'>) => `the compute instance “${name}”`;

/** The GPUs of instances: theirs from their start to their end, also while no server runs. */
export function createInstanceGpus({ changes, ledger }: { changes: Changes; ledger: GpuLedger }) {
  return {
    /**
     * As many as its size says; those that it has already are kept if they are as many.
     * @param preferred UUIDs of those that it had before
     * @throws AtelierError `gpu-unavailable`, with who has them
     */
    async take(row: InstanceRow, preferred: readonly string[] = []): Promise<string[]> {
      if (row.gpus > 0) {
        await ledger.look();
      }
      const wish = { holder: row.id, kind: 'instance', name: nameOf(row), preferred } as const;
      const isShared = row.gpu_sharing === 'shared';
      return changes.commit(queries =>
        ledger.claim(queries, { ...wish, count: row.gpus, isShared })
      );
    },
    /** What used them has ended. */
    async give(row: InstanceRow): Promise<void> {
      if ((await ledger.of(row.id)).length) {
        await changes.commit(async (queries, announce) => {
          await ledger.release(queries, [row.id]);
          announce(changeOf(row, 'updated'));
        });
      }
    },
    of: (row: InstanceRow): Promise<string[]> => ledger.of(row.id),
    usages: (rows: InstanceRow[]): Promise<Map<string, GpuUsage[]>> =>
      ledger.usages(rows.map(row => row.id)),
    rename: (row: InstanceRow): Promise<unknown> => ledger.rename(row.id, nameOf(row)),
    held: (rows: InstanceRow[]): Promise<Map<string, HeldGpu[]>> =>
      ledger.held(rows.map(row => row.id)),
    /**
     * Gives back what a server before this one has left claimed.
     * @param find the instance of an id, if there is one
     * @param end ends what was to be ended and may still use them
     */
    async recover(
      find: (id: string) => Promise<InstanceRow | undefined>,
      end: (row: InstanceRow) => Promise<unknown>
    ): Promise<void> {
      for (const holder of await ledger.instances()) {
        const row = await find(holder);
        if (!row) {
          await changes.commit(queries => ledger.release(queries, [holder]));
        } else if (row.state !== 'running') {
          await end(row);
        }
      }
    }
  };
}
