import { AtelierError } from '@atelier-ml/api';
import type { routes } from '@atelier-ml/api';
import type { z } from 'zod';
import type { Compute, ProcessIdentity } from '../../drivers/compute/index.ts';
import type { createComputeStore, InstanceRow } from './compute.store.ts';

export type ToldKernels = z.output<(typeof routes.compute.activity)['body']>['kernels'];

/** A kernel that runs, wherever it does. */
export interface KnownKernel {
  kernelId: string;
  identity: ProcessIdentity;
  /** Undefined: this machine, without limits. */
  instance: InstanceRow | undefined;
}

export interface KernelRosterOptions {
  compute: Pick<Compute, 'identify'>;
  store: ReturnType<typeof createComputeStore>;
}

export type KernelRoster = ReturnType<typeof createKernelRoster>;

/** All kernels: those of instances by their rows, those of this machine as Jupyter tells of them. */
export function createKernelRoster({ compute, store }: KernelRosterOptions) {
  const told = new Map<string, ProcessIdentity>();
  return {
    /** @returns whether there is one that was not known */
    async tell(kernels: ToldKernels): Promise<boolean> {
      let isNews = false;
      for (const { kernelId, mark, pid } of kernels) {
        if (pid !== undefined && pid !== process.pid) {
          const identity = await compute.identify(pid);
          // Jupyter may see other processes than this server: the number alone tells nothing.
          const isMeant = identity !== undefined && (mark ?? identity.mark) === identity.mark;
          if (isMeant && told.get(kernelId)?.mark !== identity.mark) {
            told.set(kernelId, identity);
            isNews = true;
          }
        }
      }
      return isNews;
    },
    async all(): Promise<KnownKernel[]> {
      const rows = await store.allKernels();
      const instances = new Map((await store.listRunning()).map(row => [row.id, row]));
      const own = rows.map(({ instance_id, kernel_id: kernelId, pid, process_mark: mark }) => ({
        kernelId,
        identity: { pid, mark },
        instance: instances.get(instance_id)
      }));
      const known = new Set(own.map(({ kernelId }) => kernelId));
      const others = [...told]
        .filter(([kernelId]) => !known.has(kernelId))
        .map(([kernelId, identity]) => ({ kernelId, identity, instance: undefined }));
      return [...own, ...others];
    },
    forget: (kernelId: string): unknown => told.delete(kernelId)
  };
}

export const unknownKernel = (kernelId: string): AtelierError =>
  new AtelierError('not-found', `No kernel “${kernelId}” is known to run.`, {
    remedy: 'Jupyter tells of a new one within seconds; `atelier compute kernels` lists all.'
  });
