import type { AtelierError } from '@atelier-ml/api';
import type { Logger } from 'pino';
import type { EngineEvent } from '../../drivers/compute/index.ts';
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
  kernels: ContainerKernels;
  setUps: SetUps;
  store: ReturnType<typeof createComputeStore>;
  log: Logger;
}

/** Keeps containers as they are wanted: also after an engine, or the server, was started anew. */
export function createContainerWatch(options: ContainerWatchOptions) {
  const { changes, containers, kernels, log, setUps, store } = options;
  const stopping = new AbortController();
  /** By their attached compute; null: the engine of this machine. */
  const heard = new Set<string | null>();

  async function note(row: InstanceRow, changed: Partial<InstanceRow>) {
    return changes.commit(async (queries, announce) => {
      const updated = await createComputeStore(queries).update(row.id, changed);
      if (updated) {
        announce(changeOf(updated, 'updated'));
      }
      return updated;
    });
  }

  /** Starts what should run and does not; what cannot be started says why. */
  async function settle(row: InstanceRow): Promise<void> {
    const isElsewhere = row.attached_id !== null;
    if (row.state !== 'running') {
      if (isElsewhere && (await containers.isRunning(row))) {
        await containers.stop(row); // it could not be told when that was wanted
      }
      return;
    }
    if (await containers.isRunning(row)) {
      const own = isElsewhere ? await store.kernelsOf([row.id]) : [];
      containers.adopt(
        row,
        own.map(kernel => kernel.kernel_id)
      );
      ready(row);
      return;
    }
    let changed: Partial<InstanceRow>;
    try {
      changed = { workload: await containers.start(row), problem: null };
    } catch (error) {
      changed = { problem: (error as Error).message };
    }
    const settled = await note(row, changed);
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
    const driver = await containers.engine(rows[0]!);
    for (const { id, labels } of await driver.list(containers.labels(rows[0]!))) {
      if (!known.has(labels['atelier.instance'] ?? '')) {
        await driver.remove(id);
      }
    }
  }

  async function settleAll(place: string | null): Promise<void> {
    const own = async () => (await store.listContainers()).filter(row => row.attached_id === place);
    await setUps.recover(await own());
    const outcomes = await Promise.allSettled((await own()).map(settle));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        log.warn({ err: outcome.reason as unknown }, 'a container could not be looked after');
      }
    }
  }

  const notFollowed = (err: unknown): void =>
    log.warn({ err }, 'an event of a container engine could not be followed');

  async function follow(event: EngineEvent, place: string | null): Promise<void> {
    if (event.type === 'out-of-memory') {
      await kernels.outOfMemory(event.workload);
    } else if (event.type === 'execution-ended') {
      // not awaited: what it has ended of may be among the events that follow
      kernels.ended(event.execution, event.code).catch(notFollowed);
    } else if (event.type === 'reconnected') {
      kernels.wake();
      await settleAll(place);
    } else if (event.type === 'exited') {
      kernels.wake();
      const row = await store.findByWorkload(event.workload);
      await (row && settle(row));
    }
  }

  async function listen(row: InstanceRow): Promise<void> {
    const engine = await containers.engine(row);
    for await (const event of engine.events(containers.labels(row), stopping.signal)) {
      await follow(event, row.attached_id).catch(notFollowed);
    }
  }

  /** What the server before this one has left on one engine. */
  async function recoverOn(rows: InstanceRow[], begin: (row: InstanceRow) => void) {
    const failed = (err: unknown): void => log.warn({ err }, 'no container engine');
    await setUps.recover(rows).catch(failed);
    begin(rows[0]!);
    await sweep(rows).catch(failed);
  }

  /** What is said of a container elsewhere while nobody reaches it. */
  async function say({ id }: InstanceRow, problem: AtelierError | null): Promise<void> {
    const row = await store.findById(id);
    const told = problem && `${problem.message} Its kernels go on, and come back with it.`;
    if (row?.state === 'running' && !setUps.hasFailed(row) && row.problem !== told) {
      await note(row, { problem: told });
    }
  }

  return {
    reached: (row: InstanceRow, problem: AtelierError | null): void =>
      void say(row, problem).catch((err: unknown) =>
        log.warn({ err, instance: row.id }, 'it could not be noted how a container is reached')
      ),
    /** Begins with the first container of an engine; does nothing when it has begun. */
    begin(row: InstanceRow): void {
      if (!heard.has(row.attached_id)) {
        heard.add(row.attached_id);
        listen(row).catch((err: unknown) => log.warn({ err }, 'a container engine is not heard'));
      }
    },
    /** What the server before this one has left. Engines elsewhere are not waited for. */
    async recover(): Promise<void> {
      const groups = Map.groupBy(await store.listContainers(), row => row.attached_id);
      for (const [place, rows] of groups) {
        const recovered = recoverOn(rows, row => this.begin(row));
        await (place === null && recovered);
      }
    },
    stop: () => stopping.abort()
  };
}
