import { setTimeout as pause } from 'node:timers/promises';
import { AtelierError } from '@atelier-ml/api';
import type Docker from 'dockerode';
import { tarOf } from '../../../tar.ts';
import { disconnectDocker } from '../../docker/index.ts';
import { asking } from '../docker/index.ts';
import type { Engine, StartOptions, Workload, WorkloadExit } from '../engine.ts';
import { createBelongings } from './belongings.ts';
import { swarmEvents } from './events.ts';
import { createNodes } from './nodes.ts';
import { notSupported } from './not-supported.ts';
import type { NodeDoor } from './nodes.ts';
import { BEGUN, GATE } from './service-spec.ts';
import { createServices } from './services.ts';
import type { SwarmService } from './services.ts';
import { hasEnded, latestTask } from './tasks.ts';
import type { SwarmTask } from './tasks.ts';

const LOOK_EVERY = 100;
/** Milliseconds for the Swarm to find a machine. */
const PLACING = 60_000;
const UNKNOWN = -1;
/** A machine was chosen and then found to be too full, as several tasks came at once. */
const CHANGED_ITS_MIND = /no longer meets constraints/;

/** Where the task of a service is. */
interface Place {
  task: SwarmTask;
  container: string;
  door: NodeDoor;
}

/**
 * Work as services of a Swarm, of one task each: the Swarm chooses the machine, and tells when that
 * is gone.
 * @param connect see `createNodes`
 */
export function createSwarmEngine(
  manager: Docker,
  connect: (address: string) => Promise<Docker>
): Engine {
  const nodes = createNodes(manager, connect);
  const services = createServices(manager);
  const belongings = createBelongings(manager, services);

  const taskOf = (id: string) => latestTask(manager, id);

  async function place(id: string): Promise<Place> {
    const service = await services.inspect(id);
    const task = await taskOf(id);
    const container = task?.Status.ContainerStatus?.ContainerID;
    if (!task?.NodeID || !container) {
      throw new AtelierError('not-running', `“${service.Spec.Name}” is on no machine.`, {
        remedy: 'Start it first.'
      });
    }
    const node = await nodes.find(task.NodeID);
    if (!node?.isUp) {
      throw new AtelierError('engine-unreachable', lostWith(node?.name), {
        remedy: 'Look at the machines of the Swarm: `docker node ls`.'
      });
    }
    return { task, container, door: await nodes.door(node) };
  }

  async function exitOf(task: SwarmTask): Promise<WorkloadExit | undefined> {
    const node = task.NodeID ? await nodes.find(task.NodeID) : undefined;
    if (task.Status.State === 'orphaned' || (task.NodeID && !node?.isUp && !isGood(task))) {
      return { code: UNKNOWN, outOfMemory: false, lost: lostWith(node?.name) };
    }
    const { ContainerStatus, Err } = task.Status;
    // The machine knows it before the manager, and how it has ended.
    const state =
      node?.isUp && ContainerStatus
        ? await nodes
            .door(node)
            .then(door => door.docker.getContainer(ContainerStatus.ContainerID).inspect())
            .then(found => found.State)
            .catch(() => undefined)
        : undefined;
    if (!hasEnded(task) && state?.Status !== 'exited') {
      return undefined;
    }
    const code = state?.ExitCode ?? ContainerStatus?.ExitCode ?? UNKNOWN;
    const isOwn = /non-zero exit/.test(Err ?? '');
    return {
      code,
      outOfMemory: state?.OOMKilled ?? false,
      ...(Err && !isOwn && code !== 0 && { reason: Err })
    };
  }

  async function workloadOf(service: SwarmService): Promise<Workload> {
    const { Labels, Name, TaskTemplate } = service.Spec;
    const { [BEGUN]: begun, ...labels } = Labels;
    const task = begun ? await taskOf(service.ID) : undefined;
    const exit = task && (await exitOf(task));
    const limits = TaskTemplate.Resources?.Limits ?? {};
    return {
      id: service.ID,
      name: Name,
      labels,
      state: exit ? 'exited' : task ? 'running' : 'created',
      image: TaskTemplate.ContainerSpec.Image,
      resources: {
        cpus: limits.NanoCPUs && limits.NanoCPUs / 1e9,
        memory: limits.MemoryBytes
      },
      ...(begun && { startedAt: Number(begun) }),
      ...(exit && { exit })
    };
  }

  const placeAnew = (id: string): Promise<void> =>
    services.change(id, spec => {
      delete spec.Labels[BEGUN];
      spec.Mode.Replicated.Replicas = 1;
      spec.TaskTemplate.ForceUpdate = (spec.TaskTemplate.ForceUpdate ?? 0) + 1;
    });

  /** Until the Swarm has found a machine and the container waits there at its gate. */
  async function placed(id: string, before: string | undefined): Promise<Place> {
    const deadline = performance.now() + PLACING;
    const passed = new Set([before]);
    for (;;) {
      const found = await taskOf(id);
      const task = found && !passed.has(found.ID) ? found : undefined;
      if (task?.Status.State === 'running') {
        return place(id);
      }
      const { Err, Message } = task?.Status ?? {};
      const why = Err ?? Message ?? 'it said nothing';
      if (performance.now() > deadline) {
        throw new AtelierError('engine-failed', `The Swarm found no machine for it: ${why}.`, {
          remedy: 'Look at what its machines have left: `docker node ls`, `docker service ls`.'
        });
      }
      if (task && hasEnded(task)) {
        if (!CHANGED_ITS_MIND.test(why)) {
          throw new Error(why);
        }
        passed.add(task.ID);
        await placeAnew(id);
      }
      await pause(LOOK_EVERY);
    }
  }

  async function start(id: string, { bundles = [], files }: StartOptions): Promise<void> {
    const { Spec } = await services.inspect(id);
    const before = await taskOf(id);
    if (Spec.Labels[BEGUN] && before && !(await exitOf(before))) {
      return;
    }
    const isPlaced = before !== undefined && !Spec.Labels[BEGUN] && !hasEnded(before);
    if (!isPlaced) {
      await placeAnew(id);
    }
    try {
      const { container, door } = await placed(id, isPlaced ? undefined : before?.ID);
      await door.shelves.fill(container, bundles);
      const own = door.docker.getContainer(container);
      if (files) {
        await own.putArchive(await files(), { path: '/' });
      }
      const gate = tarOf(archive => void archive.entry({ name: GATE.slice(1) }, ''));
      await own.putArchive(gate, { path: '/' });
    } catch (error) {
      await services.change(id, spec => void (spec.Mode.Replicated.Replicas = 0));
      throw error;
    }
    await services.change(id, spec => void (spec.Labels[BEGUN] = String(Date.now())));
  }

  return {
    kind: 'swarm',
    capabilities: () =>
      asking(async () => {
        const machines = await nodes.machines();
        const usable = machines.filter(({ problem }) => problem === undefined);
        const sum = (key: 'cpus' | 'memory'): number =>
          usable.reduce((total, machine) => total + machine[key], 0);
        return {
          version: (await manager.version()).Version,
          ...{ images: true, limits: true, networks: true, sharesFiles: false },
          ...{ cpus: sum('cpus'), memory: sum('memory'), machines }
        };
      }),
    create: spec =>
      asking(async () => {
        if (spec.mounts.length || spec.volumes?.length) {
          throw notSupported('mount folders of one machine');
        }
        return belongings.create(spec);
      }),
    start: (id, options = {}) => asking(() => start(id, options)),
    stop: (id, options) =>
      asking(async () => {
        const task = await taskOf((await services.inspect(id)).ID);
        if (task && !(await exitOf(task))) {
          const { container, door } = await place(id);
          await door.engine.stop(container, options);
          // The manager hears of it a moment later.
          while (!(await exitOf((await taskOf(id))!))) {
            await pause(LOOK_EVERY);
          }
        }
      }),
    remove: id => asking(() => belongings.remove(id)),
    tidy: labels => asking(() => belongings.tidy(labels)),
    inspect: id => asking(async () => workloadOf(await services.inspect(id))),
    list: labels => asking(async () => Promise.all((await services.list(labels)).map(workloadOf))),
    resize: () => Promise.reject(notSupported('change the size of work that runs')),
    async *logs(id, options) {
      const workload = await asking(async () => workloadOf(await services.inspect(id)));
      if (workload.state === 'created' || workload.exit?.lost) {
        return;
      }
      const { container, door } = await asking(() => place(id));
      yield* door.engine.logs(container, options);
    },
    exec: (id, spec) =>
      asking(async () => {
        const { container, door, task } = await place(id);
        const run = await door.engine.exec(container, spec);
        return { ...run, id: `${task.NodeID}/${run.id}` };
      }),
    launch: (id, spec) =>
      asking(async () => {
        const { container, door, task } = await place(id);
        return `${task.NodeID}/${await door.engine.launch(container, spec)}`;
      }),
    execution: id =>
      asking(async () => {
        const [nodeId, execution] = id.split('/');
        const node = await nodes.find(nodeId!);
        if (!node) {
          throw new AtelierError('not-found', 'Its machine has left the Swarm.', {
            remedy: 'Look at the list again.'
          });
        }
        return (await nodes.door(node)).engine.execution(execution!);
      }),
    usage: id =>
      asking(async () => {
        const { container, door } = await place(id);
        return door.engine.usage(container);
      }),
    written: id =>
      asking(async () => {
        const { container, door } = await place(id);
        return door.engine.written(container);
      }),
    files: (id, path) =>
      asking(async () => {
        const { container, door } = await place(id);
        return door.engine.files(container, path);
      }),
    send: () => Promise.reject(notSupported('take files while it runs')),
    volumes: () => Promise.resolve([]),
    discard: () => Promise.resolve(), // it keeps none
    signal: (id, name) =>
      asking(async () => {
        const { container, door } = await place(id);
        await door.engine.signal(container, name);
      }),
    events: (labels, signal) => swarmEvents({ nodes, labels, signal }),
    async close() {
      await nodes.close();
      disconnectDocker(manager);
    }
  };
}

const isGood = (task: SwarmTask): boolean => hasEnded(task) && task.Status.State !== 'shutdown';

const lostWith = (name: string | undefined): string =>
  `The machine${name ? ` “${name}”` : ''} that it ran on does not answer the Swarm any more.`;
