import { AtelierError } from '@atelier-ml/api';
import type { ComputeInstance } from '@atelier-ml/api';
import type { Clock } from '../../identity.ts';
import type { Changes } from '../system/index.ts';
import type { Quotas } from '../usage/index.ts';
import { changeOf } from './changes.ts';
import { createComputeStore } from './compute.store.ts';
import type { InstanceRow } from './compute.store.ts';
import type { Containers } from './containers.ts';
import type { DiskGuard } from './disk-guard.ts';
import type { InstanceGpus } from './instance-gpus.ts';
import { holdingOf } from './instance-holding.ts';
import { firstLanguage, isContainer } from './instance-present.ts';
import type { createKernelWatch } from './kernel-watch.ts';
import type { Offer } from './offer.ts';
import type { SetUps } from './set-up.ts';

/** Columns whose change may make an instance hold more. */
const CLAIMED = ['state', 'cpus', 'memory_mb', 'disk_gb', 'gpus'] as const;

export type StopReason = NonNullable<ComputeInstance['stopReason']>;

export interface InstanceLifeOptions {
  changes: Changes;
  clock: Clock;
  containers: Containers;
  diskGuard: DiskGuard;
  gpus: InstanceGpus;
  offer: Offer;
  setUps: SetUps;
  store: ReturnType<typeof createComputeStore>;
  usage: Pick<Quotas, 'claim' | 'rooms'>;
  watch: ReturnType<typeof createKernelWatch>;
}

export type InstanceLife = ReturnType<typeof createInstanceLife>;

/** Starts and stops instances, whoever wants it: a user, a schedule, or idleness. */
export function createInstanceLife(options: InstanceLifeOptions) {
  const { changes, clock, containers, diskGuard, gpus, offer, setUps, store, usage, watch } =
    options;

  /**
   * Writes a change, and brings the kernelspec in line with it.
   * @throws AtelierError `quota-exceeded` when it would hold more than there is room for
   */
  async function change(row: InstanceRow, changed: Partial<InstanceRow>): Promise<InstanceRow> {
    const rooms = await usage.rooms();
    const updated = await changes.commit(async (queries, announce) => {
      const within = createComputeStore(queries);
      if (CLAIMED.some(name => changed[name] !== undefined)) {
        await usage.claim(queries, rooms, async () => [
          holdingOf({ ...((await within.findById(row.id)) ?? row), ...changed }, rooms)
        ]);
      }
      const result =
        (await within.update(row.id, { ...changed, updated_at: clock() })) ??
        missing(row.name, 'this workspace');
      announce(changeOf(result, 'updated'));
      return result;
    });
    const isOffered = updated.state === 'running' || isContainer(updated);
    await (isOffered ? offer.publish(updated) : offer.withdraw(updated));
    return updated;
  }

  /** Sets the container up, and then has a kernel ready before anybody wants one. */
  function prepare(row: InstanceRow): void {
    if (isContainer(row) && row.state === 'running' && row.workload) {
      void setUps
        .begin(row, row.workload)
        .then(isReady => isReady && containers.warm.keep(row, firstLanguage(row), 0));
    }
  }

  /**
   * Counts it as running before its container does, so that of several that are started at once none
   * is too many. One whose container does not run afterwards is stopped again.
   */
  async function claim<T>(row: InstanceRow, work: () => Promise<T>): Promise<T> {
    if (row.state === 'running') {
      return work();
    }
    await change(row, { state: 'running', stop_reason: null });
    try {
      return await work();
    } catch (error) {
      if (!isContainer(row) || !(await containers.isRunning(row).catch(() => false))) {
        await change(row, { state: row.state, stop_reason: row.stop_reason });
      }
      throw error;
    }
  }

  async function start(row: InstanceRow): Promise<InstanceRow> {
    await diskGuard.check(row);
    const workload = await claim(row, async () => {
      if (isContainer(row)) {
        return containers.start(row);
      }
      await gpus.take(row);
      return null;
    });
    const changed = {
      ...{ state: 'running', workload, stop_reason: null },
      // What ended a kernel before this start is no trouble any more.
      ...(row.state !== 'running' && { last_exit: null })
    };
    const started = await change(row, {
      ...changed,
      ...(setUps.hasFailed({ ...row, workload }) ? {} : { problem: null })
    });
    prepare(started);
    return started;
  }

  /** No new kernels first, then the end of those that run, then its GPUs are free for others. */
  async function stop(
    row: InstanceRow,
    reason: StopReason,
    { keepGpus = false } = {}
  ): Promise<InstanceRow> {
    const changed = { state: 'stopped', stop_reason: reason, problem: null };
    const stopped = await change(row, changed);
    const kernels = await store.kernelsOf([row.id]);
    await Promise.all(kernels.map(kernel => watch.end(kernel)));
    if (isContainer(row)) {
      await containers.stop(row, { keepGpus });
    } else if (!keepGpus) {
      await gpus.give(row);
    }
    return stopped;
  }

  return {
    change,
    claim,
    prepare,
    start,
    stop,
    async restart(row: InstanceRow): Promise<InstanceRow> {
      const stopped = await stop(row, 'user', { keepGpus: true });
      try {
        return await start(stopped);
      } catch (error) {
        await gpus.give(row);
        throw error;
      }
    }
  };
}

export function missing(instance: string, workspace: string): never {
  throw new AtelierError('not-found', `There is no compute “${instance}” in “${workspace}”.`, {
    remedy: 'Look at the list of compute instances; it may have been renamed or deleted.'
  });
}
