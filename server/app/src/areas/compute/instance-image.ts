import { AtelierError } from '@atelier-ml/api';
import type { User } from '../../http/index.ts';
import type { Environments } from '../environments/index.ts';
import type { createComputeStore, InstanceRow, KernelRow } from './compute.store.ts';
import type { Containers } from './containers.ts';
import { isContainer } from './instance-present.ts';

export interface MoveOptions {
  containers: Containers;
  environments: () => Pick<Environments, 'choose'>;
  store: Pick<ReturnType<typeof createComputeStore>, 'kernelsOf'>;
  alive(rows: KernelRow[]): Promise<unknown[]>;
  /** While it is stopped, nobody starts its container. */
  setState(row: InstanceRow, state: string): Promise<unknown>;
}

/** Moves an instance to another environment: its container is made anew, or stays as it was. */
export function createMove(options: MoveOptions) {
  const { alive, containers, environments, setState, store } = options;
  return async (row: InstanceRow, reference: string, user: User): Promise<Partial<InstanceRow>> => {
    if (!isContainer(row)) {
      throw new AtelierError('not-supported', `“${row.name}” is no container.`, {
        remedy: 'Make another instance, which runs as a container.'
      });
    }
    if ((await alive(await store.kernelsOf([row.id]))).length) {
      throw new AtelierError('in-use', `Kernels run on “${row.name}”.`, {
        remedy: 'Stop the instance first; that ends them.'
      });
    }
    const chosen = await environments().choose(row.workspace_id, reference, user);
    const wanted = { ...row, image: chosen.image };
    await setState(row, 'stopped');
    const isRunning = row.state === 'running';
    await containers.stop(row, { keepGpus: isRunning });
    try {
      const workload = await containers.start(wanted);
      const languages = await containers.languagesOf(wanted, workload);
      if (!languages.length) {
        throw new AtelierError(
          'invalid-input',
          `The environment “${reference}” can run no kernel.`,
          {
            remedy: 'Choose one with the GNU C++ library, with ipykernel, or with IRkernel.',
            fields: [{ path: 'body.environment', message: 'can run no kernel' }]
          }
        );
      }
      if (!isRunning) {
        await containers.stop(wanted);
      }
      return {
        state: row.state,
        ...{ image: chosen.image, workload, languages: JSON.stringify(languages) },
        ...{ environment_id: chosen.id, environment_version: chosen.version }
      };
    } catch (error) {
      await containers.stop(wanted, { keepGpus: isRunning });
      if (isRunning) {
        await containers.start(row);
        await setState(row, 'running');
      }
      throw error;
    }
  };
}
