import type { Logger } from 'pino';
import type { Engine } from '../../drivers/compute/index.ts';
import type { Changes } from '../system/index.ts';
import { changeOf } from './changes.ts';
import { firstLanguage } from './instance-present.ts';
import { createComputeStore } from './compute.store.ts';
import type { InstanceRow } from './compute.store.ts';
import type { ContainerKernels } from './container-kernels.ts';
import type { Containers } from './containers.ts';
import type { SetUps } from './set-up.ts';

export interface ContainerWatchOptions {
  changes: Changes;
  containers: Containers;
  engine: () => Promise<Engine>;
  kernels: ContainerKernels;
  setUps: SetUps;
  store: ReturnType<typeof createComputeStore>;
  log: Logger;
}

/** Keeps containers as they are wanted: also after the engine, or the server, was started anew. */
export function createContainerWatch(options: ContainerWatchOptions) {
  const { changes, containers, engine, kernels, log, setUps, store } = options;
  const stopping = new AbortController();
  let listening = false;

  /** Starts what should run and does not; what cannot be started says why. */
  async function settle(row: InstanceRow): Promise<void> {
    if (row.state !== 'running') {
      return;
    }
    if (await containers.isRunning(row)) {
      ready(row);
      return;
    }
    let changed: Partial<InstanceRow>;
    try {
      changed = { workload: await containers.start(row), problem: null };
    } catch (error) {
      changed = { problem: (error as Error).message };
    }
    const settled = await changes.commit(async (queries, announce) => {
      const updated = await createComputeStore(queries).update(row.id, changed);
      if (updated) {
        announce(changeOf(updated, 'updated'));
      }
      return updated;
    });
    if (settled && changed.workload) {
      ready(settled);
    }
  }

  /** Set up, and with a kernel that waits. */
  function ready(row: InstanceRow): void {
    void setUps
      .begin(row, row.workload!)
      .then(went => went && containers.warm.keep(row, firstLanguage(row)));
  }

  /** Containers of instances that were deleted, or never came to be, are removed. */
  async function sweep(rows: InstanceRow[]): Promise<void> {
    const known = new Set(rows.map(row => row.id));
    const driver = await engine();
    for (const { id, labels } of await driver.list(containers.labels)) {
      if (!known.has(labels['atelier.instance'] ?? '')) {
        await driver.remove(id);
      }
    }
  }

  async function settleAll(): Promise<void> {
    await setUps.recover(await store.listContainers());
    await Promise.all((await store.listContainers()).map(settle));
  }

  const notFollowed = (err: unknown): void =>
    log.warn({ err }, 'an event of the container engine could not be followed');

  async function listen(): Promise<void> {
    for await (const event of (await engine()).events(containers.labels, stopping.signal)) {
      try {
        if (event.type === 'out-of-memory') {
          await kernels.outOfMemory(event.workload);
        } else if (event.type === 'execution-ended') {
          // not awaited: what it has ended of may be among the events that follow
          kernels.ended(event.execution, event.code).catch(notFollowed);
        } else if (event.type === 'reconnected') {
          kernels.wake();
          await settleAll();
        } else if (event.type === 'exited') {
          kernels.wake();
          const row = await store.findByWorkload(event.workload);
          await (row && settle(row));
        }
      } catch (error) {
        notFollowed(error);
      }
    }
  }

  return {
    /** Begins with the first container; does nothing when it has begun. */
    begin(): void {
      if (!listening) {
        listening = true;
        listen().catch((err: unknown) => log.warn({ err }, 'the container engine is not heard'));
      }
    },
    /** What the server before this one has left. */
    async recover(): Promise<void> {
      const rows = await store.listContainers();
      if (rows.length) {
        await setUps
          .recover(rows)
          .catch((err: unknown) => log.warn({ err }, 'no container engine'));
        this.begin();
        await sweep(rows).catch((err: unknown) => log.warn({ err }, 'no container engine'));
      }
    },
    stop: () => stopping.abort()
  };
}
