import { AtelierError, hasCode } from '@atelier-ml/api';
import type { Changes } from '../system/index.ts';
import { changeOf } from './changes.ts';
import { createComputeStore } from './compute.store.ts';
import type { InstanceRow } from './compute.store.ts';
import type { Containers } from './containers.ts';
import type { InstanceGpus } from './instance-gpus.ts';
import type { InstanceLife } from './instance-life.ts';
import { isContainer } from './instance-present.ts';
import type { createKernelWatch } from './kernel-watch.ts';
import type { Offer } from './offer.ts';

export interface InstanceEndOptions {
  changes: Changes;
  containers: Containers;
  gpus: InstanceGpus;
  life: InstanceLife;
  offer: Offer;
  store: ReturnType<typeof createComputeStore>;
  watch: ReturnType<typeof createKernelWatch>;
}

/** Deletes instances, with all that is theirs. */
export function createInstanceEnd(options: InstanceEndOptions) {
  const { changes, containers, gpus, life, offer, store, watch } = options;

  /**
   * Before its row, which tells where it is: what lies on a machine that does not answer would be
   * forgotten there, with a key to the studio.
   */
  async function removeElsewhere(row: InstanceRow): Promise<void> {
    try {
      await containers.isRunning(row);
      if (row.state === 'running') {
        await life.change(row, { state: 'stopped', stop_reason: 'user', problem: null });
      }
      await containers.remove(row);
    } catch (cause) {
      if (hasCode(cause, 'engine-unreachable')) {
        throw new AtelierError(
          'engine-unreachable',
          `“${row.name}” cannot be deleted while its engine does not answer: its files would be left there.`,
          { remedy: 'Delete it when the engine is back: `atelier attached test` says more.', cause }
        );
      }
      throw cause;
    }
  }

  return async (row: InstanceRow): Promise<void> => {
    const live = await watch.alive(await store.kernelsOf([row.id]));
    if (live.length) {
      throw new AtelierError(
        'in-use',
        `${live.length} ${live.length === 1 ? 'kernel runs' : 'kernels run'} on “${row.name}”.`,
        { remedy: 'Stop the instance first; that ends them.' }
      );
    }
    const isElsewhere = row.attached_id !== null;
    if (isElsewhere) {
      await removeElsewhere(row);
    }
    await changes.commit(async (queries, announce) => {
      await createComputeStore(queries).delete(row.id);
      announce(changeOf(row, 'deleted'));
    });
    await offer.withdraw(row);
    if (!isElsewhere) {
      await (isContainer(row) ? containers.remove(row) : gpus.give(row));
    }
  };
}
