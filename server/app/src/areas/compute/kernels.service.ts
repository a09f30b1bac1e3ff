import { AtelierError, expenseOf, NO_CONSUMPTION } from '@atelier-ml/api';
import type { ComputeKernel, RateCard, routes } from '@atelier-ml/api';
import type { z } from 'zod';
import type { Compute } from '../../drivers/compute/index.ts';
import type { User } from '../../http/index.ts';
import type { Clock } from '../../identity.ts';
import type { Changes } from '../system/index.ts';
import type { Rates } from '../usage/index.ts';
import { changeOf } from './changes.ts';
import { createComputeStore } from './compute.store.ts';
import type { InstanceRow } from './compute.store.ts';
import type { ContainerKernels } from './container-kernels.ts';
import { isContainer } from './instance-present.ts';
import type { DiskGuard } from './disk-guard.ts';
import type { createKernelWatch } from './kernel-watch.ts';
import type { Place } from './place.ts';

type Launched = z.output<(typeof routes.compute.kernels.launch)['body']>;

export interface KernelPlace extends Place {
  kernel: string;
}

export interface KernelsOptions {
  changes: Changes;
  clock: Clock;
  compute: Compute;
  rates: Pick<Rates, 'ofTimes'>;
  store: ReturnType<typeof createComputeStore>;
  watch: ReturnType<typeof createKernelWatch>;
  inContainers: ContainerKernels;
  diskGuard: DiskGuard;
  find(place: Place, user: User): Promise<InstanceRow>;
  /** Listens to the engine of containers from now on. */
  begin(row: InstanceRow): void;
  /** Somebody works on the instance. */
  touch(row: InstanceRow): Promise<void>;
}

const SECOND = 1_000;
const HOUR_SECONDS = 3_600;

/** The kernels of instances: processes that Jupyter has started, and programs in containers. */
export function createKernels(options: KernelsOptions) {
  const {
    begin,
    changes,
    clock,
    compute,
    diskGuard,
    find,
    inContainers,
    rates,
    store,
    touch,
    watch
  } = options;
  return {
    async list(place: Place, user: User) {
      const row = await find(place, user);
      const live = await watch.alive(await store.kernelsOf([row.id]));
      const present = (await rates.ofTimes())(clock());
      return {
        waiting: await inContainers.waiting(row),
        items: live.map(({ cpuPercent, cpuTime, memory, row: kernel }) => ({
          kernelId: kernel.kernel_id,
          pid: kernel.pid,
          startedAt: kernel.started_at,
          ...{ cpuPercent, memory, cpuSeconds: cpuTime / SECOND },
          expense: expenseOfWork(cpuTime / SECOND, present)
        })) satisfies ComputeKernel[]
      };
    },
    async attach(place: KernelPlace, pid: number, user: User): Promise<void> {
      const row = await find(place, user);
      if (row.state !== 'running') {
        throw new AtelierError('not-running', `The instance “${row.name}” is stopped.`, {
          remedy: 'Start it, or choose another kernel.'
        });
      }
      await diskGuard.check(row);
      await touch(row);
      const identity = pid === process.pid ? undefined : await compute.identify(pid);
      if (!identity) {
        throw new AtelierError('invalid-input', `There is no process ${pid} of this user.`, {
          remedy: 'Send the number of the kernel’s process on the machine of the server.',
          fields: [{ path: 'body.pid', message: 'is no process of this user' }]
        });
      }
      await changes.commit(async (queries, announce) => {
        await createComputeStore(queries).putKernel({
          kernel_id: place.kernel,
          instance_id: row.id,
          pid,
          process_mark: identity.mark,
          memory_mb: row.memory_mb,
          execution: null,
          started_at: clock()
        });
        announce(changeOf(row, 'updated'));
      });
    },
    async launch(place: KernelPlace, wanted: Launched, user: User) {
      const row = await find(place, user);
      if (!isContainer(row)) {
        throw new AtelierError('not-supported', `“${row.name}” is no container.`, {
          remedy: 'Its kernels are processes that Jupyter starts; tell of them with `attach`.'
        });
      }
      begin(row);
      await touch(row);
      return inContainers.launch(row, place.kernel, wanted);
    },
    async wait(
      place: KernelPlace,
      { execution, seconds }: { execution: string; seconds: number },
      user: User
    ) {
      const row = await find(place, user);
      return inContainers.wait(row, place.kernel, execution, seconds * 1_000);
    },
    async signal(
      place: KernelPlace,
      name: 'SIGINT' | 'SIGTERM' | 'SIGKILL',
      user: User
    ): Promise<void> {
      await find(place, user);
      await inContainers.signal(place.kernel, name);
    },
    /** A kernel that is not known has ended, too. */
    async detach(place: KernelPlace, user: User): Promise<void> {
      const row = await find(place, user);
      inContainers.release(row, place.kernel);
      await changes.commit(async (queries, announce) => {
        if (await createComputeStore(queries).deleteKernel(place.kernel)) {
          announce(changeOf(row, 'updated'));
        }
      });
    }
  };
}

/** Of a part of an instance only the processor time is known: what it worked, as if it had reserved that. */
function expenseOfWork(seconds: number, rates: RateCard) {
  const hours = seconds / HOUR_SECONDS;
  return expenseOf({ ...NO_CONSUMPTION, cpuHours: hours, busyCpuHours: hours }, rates);
}
