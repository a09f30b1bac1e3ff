import { AtelierError } from '@atelier-ml/api';
import type { InstanceRow } from './compute.store.ts';
import type { Containers } from './containers.ts';
import type { InstanceGpus } from './instance-gpus.ts';
import { isContainer } from './instance-present.ts';

export interface BirthOptions {
  containers: Containers;
  gpus: InstanceGpus;
  /** Listens to the engine of containers from now on. */
  begin(): void;
}

/**
 * Makes what an instance needs before it is stored, and takes it away if that fails: an instance
 * whose image does not run, or whose GPUs are not free, never comes to be.
 */
export function createBirth({ begin, containers, gpus }: BirthOptions) {
  async function inContainer<T>(row: InstanceRow, store: (row: InstanceRow) => Promise<T>) {
    begin();
    try {
      const workload = await containers.start(row);
      const languages = await containers.languagesOf(workload);
      if (!languages.length) {
        throw new AtelierError('invalid-input', `The image ${row.image} can run no kernel.`, {
          remedy: 'Choose one with the GNU C++ library, with ipykernel, or with IRkernel.',
          fields: [{ path: 'body.image', message: 'can run no kernel' }]
        });
      }
      return await store({ ...row, workload, languages: JSON.stringify(languages) });
    } catch (error) {
      await containers.remove(row);
      throw error;
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
