import type { AtelierError } from '@atelier-ml/api';
import type { Logger } from 'pino';
import type { Engine, EngineEvent } from '../../drivers/compute/index.ts';
import type { Changes } from '../system/index.ts';
import type { Attached } from './attached/index.ts';
import { changeOf } from './changes.ts';
import { firstLanguage } from './instance-present.ts';
import { createComputeStore } from './compute.store.ts';
import type { InstanceRow } from './compute.store.ts';
import type { ContainerKernels } from './container-kernels.ts';
import type { Containers } from './containers.ts';
import type { SetUps } from './set-up.ts';

export interface ContainerWatchOptions {
  attached: Pick<Attached, 'docker'>;
  /** Instances that are not stored yet. */
  births: ReadonlySet<string>;
  changes: Changes;
  containers: Containers;
  kernels: ContainerKernels;
  setUps: SetUps;
  store: ReturnType<typeof createComputeStore>;
  log: Logger;
}

/** Keeps containers as they are wanted: also after an engine, or the server, was started anew. */
export function createContainerWatch(options: ContainerWatchOptions) {
  const { attached, births, changes, containers, kernels, log, setUps, store } = options;
  const stopping = new AbortController();
  /** By their attached compute; null: the engine of this machine. */
  const heard = new Map<string | null, { engine: Engine; stop: AbortController }>();

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

  /** Of an instance that was deleted, or never came to be. */
  async function isLeft(labels: Record<string, string>): Promise<boolean> {
    const id = labels['atelier.instance'];
    return id !== undefined && !births.has(id) && !(await store.findById(id));
  }

  async function sweep(place: string | null): Promise<void> {
    const at = { attached_id: place };
    const driver = await containers.engine(at);
    for (const { id, labels } of await driver.list(containers.labels(at))) {
      if (await isLeft(labels)) {
        await driver.remove(id);
      }
    }
    for (const { labels, name } of await driver.volumes(containers.labels(at))) {
      if (await isLeft(labels)) {
        await driver.discard(name);
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
      await sweep(place);
    } else if (event.type === 'exited') {
      kernels.wake();
      const row = await store.findByWorkload(event.workload);
      await (row && settle(row));
    }
  }

  /** One that is reached in another way since is listened to in that way. */
  async function listen(place: string | null): Promise<void> {
    const at = { attached_id: place };
    const engine = await containers.engine(at);
    const known = heard.get(place);
    if (known?.engine === engine) {
      return;
    }
    known?.stop.abort();
    const stop = new AbortController();
    heard.set(place, { engine, stop });
    const signal = AbortSignal.any([stop.signal, stopping.signal]);
    for await (const event of engine.events(containers.labels(at), signal)) {
      await follow(event, place).catch(notFollowed);
    }
  }

  const begin = ({ attached_id: place }: Pick<InstanceRow, 'attached_id'>): void =>
    void listen(place).catch((err: unknown) =>
      log.warn({ err }, 'a container engine is not heard')
    );

  /** What the server before this one has left on one engine. */
  async function recoverOn(place: string | null, rows: InstanceRow[]): Promise<void> {
    const failed = (err: unknown): void => log.warn({ err }, 'no container engine');
    if (rows.length) {
      await setUps.recover(rows).catch(failed);
      begin(rows[0]!);
    }
    await sweep(place).catch(failed);
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
    reached(row: InstanceRow, problem: AtelierError | null): void {
      if (!problem) {
        begin(row); // perhaps by another way
      }
      void say(row, problem).catch((err: unknown) =>
        log.warn({ err, instance: row.id }, 'it could not be noted how a container is reached')
      );
    },
    /** Begins with the first container of an engine; does nothing when it has begun. */
    begin,
    /** What the server before this one has left. Engines elsewhere are not waited for. */
    async recover(): Promise<void> {
      const groups = Map.groupBy(await store.listContainers(), row => row.attached_id);
      for (const place of new Set([...groups.keys(), ...(await attached.docker())])) {
        const recovered = recoverOn(place, groups.get(place) ?? []);
        await (place === null && recovered);
      }
    },
    stop: () => stopping.abort()
  };
}
