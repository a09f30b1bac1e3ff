import { availableParallelism } from 'node:os';
import { AtelierError, spreadsWork } from '@atelier-ml/api';
import type { Cluster, routes } from '@atelier-ml/api';
import { z } from 'zod';
import { cutPage, decodeCursor } from '../../drivers/database/index.ts';
import type { User } from '../../http/index.ts';
import type { Clock } from '../../identity.ts';
import { newId } from '../../identity.ts';
import { naming } from '../../naming.ts';
import { attachedIdOf, driverOf } from '../compute/index.ts';
import type { Attached, GpuLedger } from '../compute/index.ts';
import type { Environments } from '../environments/index.ts';
import type { Changes } from '../system/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import type { Capacity } from './capacity.ts';
import { runsProcesses } from './elsewhere.ts';
import { clusterChange } from './changes.ts';
import { createClusterStore } from './clusters.store.ts';
import { createScheduleStore } from './schedules/schedules.store.ts';
import { createJobStore } from './jobs.store.ts';
import { presentCluster } from './present.ts';
import type { ClusterRow } from './tables.ts';

type Created = z.output<(typeof routes.clusters.create)['body']>;
type Updated = z.output<(typeof routes.clusters.update)['body']>;

export interface ClusterPlace {
  workspace: string;
  cluster: string;
}

export interface ClustersOptions {
  attached: Pick<Attached, 'byIds' | 'find'>;
  capacity: Capacity;
  changes: Changes;
  clock: Clock;
  environments: Pick<Environments, 'choose' | 'ofImages'>;
  gpus: GpuLedger;
  jobs: ReturnType<typeof createJobStore>;
  store: ReturnType<typeof createClusterStore>;
  workspaces: Workspaces;
  /** Something may have become possible. */
  poke(): void;
}

/** The cluster that every workspace has. */
export const LOCAL = 'local';

export type Clusters = ReturnType<typeof createClusters>;

export function createClusters(options: ClustersOptions) {
  const { attached, capacity, changes, clock, environments, gpus, jobs, poke, store } = options;
  const { workspaces } = options;

  /** Made when somebody first asks for it. */
  async function ensureLocal(workspaceId: string): Promise<void> {
    if (await store.find(workspaceId, LOCAL)) {
      return;
    }
    const now = clock();
    await changes.commit(queries =>
      createClusterStore(queries).insertOnce({
        id: newId(),
        workspace_id: workspaceId,
        name: LOCAL,
        description: 'Processes of the machine of the server.',
        driver: 'process',
        image: null,
        network: 'outbound',
        node_size: JSON.stringify({ cpus: null, memoryMb: null, gpus: 0 }),
        ...{ min_nodes: 0, max_nodes: availableParallelism(), idle_seconds: 0, preemption: 0 },
        ...{ problem: null, deleted_name: null },
        ...{ created_at: now, updated_at: now }
      })
    );
  }

  async function find({ cluster, workspace }: ClusterPlace, user: User): Promise<ClusterRow> {
    const { id, name } = await workspaces.resolve(workspace, user);
    if (cluster === LOCAL) {
      await ensureLocal(id);
    }
    return (await store.find(id, cluster)) ?? missing(cluster, name);
  }

  async function present(rows: ClusterRow[]): Promise<Cluster[]> {
    const ids = rows.map(row => row.id);
    const nodes = await store.nodesOf(ids);
    const counts = await jobs.countsOf(ids);
    const busy = nodes.flatMap(({ job_id: id }) => (id === null ? [] : [id]));
    const names = new Map((await jobs.byIds(busy)).map(job => [job.id, job.name]));
    const engines = await attached.byIds(rows.flatMap(row => attachedIdOf(row.driver) ?? []));
    const named = await environments.ofImages(rows.flatMap(({ image }) => image ?? []));
    return rows.map(row =>
      presentCluster(
        row,
        nodes.filter(node => node.cluster_id === row.id),
        counts.filter(count => count.cluster_id === row.id),
        names,
        engines.get(attachedIdOf(row.driver) ?? ''),
        named.get(row.image ?? '') ?? null
      )
    );
  }

  const presentOne = async (row: ClusterRow): Promise<Cluster> => (await present([row]))[0]!;

  /** Where its tasks run; a node of an engine elsewhere has a size, by which its room is shared out. */
  async function driverFor(workspace: string, input: Created, user: User): Promise<string> {
    if (input.attached === undefined) {
      return input.driver;
    }
    const found = await attached.find({ workspace, attached: input.attached }, user);
    const { kind } = found;
    for (const part of ['cpus', 'memoryMb'] as const) {
      if (input.nodeSize[part] === null) {
        throw new AtelierError('invalid-input', 'A node on attached compute needs a size.', {
          remedy: 'Set its processors and its memory: by them the room there is shared out.',
          fields: [{ path: `body.nodeSize.${part}`, message: 'is needed on attached compute.' }]
        });
      }
    }
    const spreading = spreadsWork(kind);
    if (spreading && (input.image ?? input.environment) !== undefined) {
      refuse('image', 'Programs on Spark or Ray have no image.', 'Leave the image out.');
    }
    if (spreading && input.nodeSize.gpus > 0) {
      refuse(
        'nodeSize.gpus',
        'Nodes on Spark or Ray have no GPUs of their own.',
        'Ask for them in the program, or by properties of Spark.'
      );
    }
    if (kind === 'swarm' && input.nodeSize.gpus > 0 && input.network === 'none') {
      refuse(
        'network',
        'A Swarm gives GPUs only to nodes that reach the outside.',
        'Set `outbound`.'
      );
    }
    return driverOf(found);
  }

  /** An environment is known by its image from then on. */
  async function imageOf(
    workspace: string,
    { environment, image }: Pick<Created, 'environment' | 'image'>,
    user: User
  ): Promise<string | undefined> {
    const chosen =
      image === undefined && environment !== undefined
        ? await environments.choose(workspace, environment, user)
        : undefined;
    return image ?? chosen?.image;
  }

  return {
    find,
    async list(
      place: { workspace: string },
      { cursor, limit, search }: { cursor?: string; limit: number; search?: string },
      user: User
    ) {
      const { id } = await workspaces.resolve(place.workspace, user);
      await ensureLocal(id);
      const after = cursor === undefined ? undefined : decodeCursor(cursor, z.string());
      const found = await store.list(id, limit + 1, search, after);
      const { nextCursor, rows } = cutPage(found, limit, row => row.name);
      return { items: await present(rows), total: await store.count(id, search), nextCursor };
    },
    get: async (place: ClusterPlace, user: User) => presentOne(await find(place, user)),
    async create(place: { workspace: string }, input: Created, user: User): Promise<Cluster> {
      const { id } = await workspaces.resolve(place.workspace, user);
      await ensureLocal(id);
      if (input.driver === 'process' && input.attached !== undefined) {
        refuse('driver', 'On attached compute the driver is settled.', 'Leave it out.');
      }
      if (input.driver === 'process' && (input.image ?? input.environment) !== undefined) {
        refuse('image', 'Processes have no image.', 'Leave the image out, or take containers.');
      }
      requireOrder(input.minNodes, input.maxNodes);
      const driver = await driverFor(place.workspace, input, user);
      const now = clock();
      const row: ClusterRow = {
        id: newId(),
        workspace_id: id,
        name: input.name,
        description: input.description,
        driver,
        image: (await imageOf(id, input, user)) ?? null,
        network: runsProcesses({ driver }) ? 'outbound' : input.network,
        node_size: JSON.stringify(input.nodeSize),
        min_nodes: input.minNodes,
        max_nodes: input.maxNodes,
        idle_seconds: input.idleSeconds,
        preemption: input.preemption ? 1 : 0,
        ...{ problem: null, deleted_name: null },
        ...{ created_at: now, updated_at: now }
      };
      await capacity.requireFit(row);
      await naming('cluster', input.name, () =>
        changes.commit(async (queries, announce) => {
          await createClusterStore(queries).insert(row);
          announce(clusterChange(row, 'created'));
        })
      );
      poke();
      return presentOne(row);
    },
    async update(place: ClusterPlace, input: Updated, user: User): Promise<Cluster> {
      const row = await find(place, user);
      requireOrder(input.minNodes ?? row.min_nodes, input.maxNodes ?? row.max_nodes);
      if (row.name === LOCAL && input.name !== undefined && input.name !== LOCAL) {
        refuse('name', 'The cluster “local” keeps its name.', 'Create another one.');
      }
      if (runsProcesses(row) && (input.image ?? input.environment) !== undefined) {
        refuse('image', 'Processes have no image.', 'Leave the image out.');
      }
      const image = await imageOf(row.workspace_id, input, user);
      const changed: Partial<ClusterRow> = {
        ...(input.name !== undefined && { name: input.name }),
        ...(input.description !== undefined && { description: input.description }),
        ...(image !== undefined && { image }),
        ...(input.minNodes !== undefined && { min_nodes: input.minNodes }),
        ...(input.maxNodes !== undefined && { max_nodes: input.maxNodes }),
        ...(input.idleSeconds !== undefined && { idle_seconds: input.idleSeconds }),
        ...(input.preemption !== undefined && { preemption: input.preemption ? 1 : 0 }),
        updated_at: clock()
      };
      const updated = await naming('cluster', input.name ?? row.name, () =>
        changes.commit(async (queries, announce) => {
          const result = await createClusterStore(queries).update(row.id, changed);
          announce(clusterChange(result ?? row, 'updated'));
          return result ?? row;
        })
      );
      poke();
      return presentOne(updated);
    },
    /** Only one that no active job and no schedule refers to: what has run there stays known. */
    async delete(place: ClusterPlace, user: User): Promise<void> {
      const row = await find(place, user);
      const nodes = (await store.nodesOf([row.id])).map(node => node.id);
      await changes.commit(async (queries, announce) => {
        const itsJobs = createJobStore(queries);
        if ((await itsJobs.countsOf([row.id])).length) {
          throw new AtelierError('in-use', `Jobs wait or run on the cluster “${row.name}”.`, {
            remedy: 'Cancel them, or let them end.'
          });
        }
        if (nodes.length) {
          await gpus.release(queries, nodes);
        }
        const schedules = await createScheduleStore(queries).onCluster(row.workspace_id, row);
        if (schedules.length) {
          throw new AtelierError(
            'in-use',
            `Jobs of ${schedules.map(name => `“${name}”`).join(', ')} go to the cluster “${row.name}”.`,
            { remedy: 'Give these schedules another cluster, or delete them first.' }
          );
        }
        const within = createClusterStore(queries);
        if (await itsJobs.hasJobs(row.id)) {
          await within.deleteNodes(nodes);
          await within.retire(row);
        } else {
          await within.delete(row.id);
        }
        announce(clusterChange(row, 'deleted'));
      });
    }
  };
}

function requireOrder(minNodes: number, maxNodes: number): void {
  if (minNodes > maxNodes) {
    refuse('minNodes', 'A cluster cannot have more nodes than its most.', 'Lower `minNodes`.');
  }
}

function refuse(field: string, message: string, remedy: string): never {
  throw new AtelierError('invalid-input', message, {
    remedy,
    fields: [{ path: `body.${field}`, message }]
  });
}

function missing(cluster: string, workspace: string): never {
  throw new AtelierError('not-found', `There is no cluster “${cluster}” in “${workspace}”.`, {
    remedy: 'Look at the list of clusters; it may have been renamed or deleted.'
  });
}
