import { AtelierError, hasCode } from '@atelier-ml/api';
import type { InstanceRow } from './compute.store.ts';
import type { Containers } from './containers.ts';
import type { InstanceGpus } from './instance-gpus.ts';
import { isContainer } from './instance-present.ts';

export interface BirthOptions {
  containers: Containers;
  gpus: InstanceGpus;
  /** Those under way: what they make is of no instance yet. */
  underWay: Set<string>;
  /** Listens to the engine of containers from now on. */
  begin(row: InstanceRow): void;
}

/**
 * Makes what an instance needs before it is stored, and takes it away if that fails: an instance
 * whose image does not run, or whose GPUs are not free, never comes to be.
 */
export function createBirth({ begin, containers, gpus, underWay }: BirthOptions) {
  async function inContainer<T>(row: InstanceRow, store: (row: InstanceRow) => Promise<T>) {
    begin(row);
    underWay.add(row.id);
    try {
      const workload = await containers.start(row).catch((error: unknown) => {
        // Elsewhere a container consists of a program that such an image cannot run either.
        const hasEnded = hasCode(error, 'not-running');
        throw hasEnded ? noKernel(row) : error;
      });
      const languages = await containers.languagesOf(row, workload);
      if (!languages.length) {
        throw noKernel(row);
      }
      return await store({ ...row, workload, languages: JSON.stringify(languages) });
    } catch (error) {
      // What cannot be removed now is when its engine is heard again.
      await containers.remove(row).catch(() => undefined);
      throw error;
    } finally {
      underWay.delete(row.id);
    }
  }

  return async <T>(row: InstanceRow, store: (row: InstanceRow) => Promise<T>): Promise<T> => {
    if (isContainer(row)) {
      return inContainer(row, store);
    }
    await gpus.take(row);
    try {
      return await store(row);
    } catch (error) {
      await gpus.give(row);
      throw error;
    }
  };
}

const noKernel = ({ image }: InstanceRow): AtelierError =>
  new AtelierError('invalid-input', `The image ${image} can run no kernel.`, {
    remedy: 'Choose one with the GNU C++ library, with ipykernel, or with IRkernel.',
    fields: [{ path: 'body.image', message: 'can run no kernel' }]
  });
