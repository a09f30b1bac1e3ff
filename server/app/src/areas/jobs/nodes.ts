import { hasCode } from '@atelier-ml/api';
import type { ErrorCode } from '@atelier-ml/api';
import { freePort } from '../../free-port.ts';
import type { Clock } from '../../identity.ts';
import { newId } from '../../identity.ts';
import type { GpuLedger } from '../compute/index.ts';
import type { Changes } from '../system/index.ts';
import type { Quotas } from '../usage/index.ts';
import { sizeOf } from './capacity.ts';
import type { Capacity, Size } from './capacity.ts';
import { clusterChange, jobChange } from './changes.ts';
import { createClusterStore } from './clusters.store.ts';
import { isElsewhere, spreads } from './elsewhere.ts';
import { createJobStore } from './jobs.store.ts';
import { holdingOf } from './node-holding.ts';
import type { ClusterRow, JobRow, NodeRow } from './tables.ts';

export interface NodesOptions {
  gpus: GpuLedger;
  capacity: Capacity;
  changes: Changes;
  clock: Clock;
  quotas: Pick<Quotas, 'claim' | 'rooms'>;
  store: ReturnType<typeof createClusterStore>;
}

const REFUSALS: ErrorCode[] = ['gpu-unavailable', 'quota-exceeded'];

export type Nodes = ReturnType<typeof createNodes>;

/** Makes nodes, gives them to jobs and takes them away. */
export function createNodes(options: NodesOptions) {
  const { capacity, changes, clock, gpus, quotas, store } = options;

  /** Sizes of the nodes of all clusters on the engine that this one is on. */
  async function reservedBeside(cluster: ClusterRow): Promise<Size[]> {
    const beside = (await store.all()).filter(each => each.driver === cluster.driver);
    const nodes = await store.nodesOf(beside.map(each => each.id));
    const sizes = new Map(beside.map(each => [each.id, sizeOf(each)]));
    return nodes.map(node => sizes.get(node.cluster_id)!);
  }

  async function setProblem(cluster: ClusterRow, problem: string | null): Promise<void> {
    if (cluster.problem === problem) {
      return;
    }
    cluster.problem = problem;
    await changes.commit(async (queries, announce) => {
      const updated = await createClusterStore(queries).update(cluster.id, { problem });
      if (updated) {
        announce(clusterChange(updated, 'updated'));
      }
    });
  }

  /** A node with the GPUs of its size, within the quota of its workspace; or why there cannot be one. */
  async function add(cluster: ClusterRow): Promise<NodeRow | string> {
    const size = sizeOf(cluster);
    // An engine elsewhere gives its own GPUs.
    const count = isElsewhere(cluster) ? 0 : size.gpus;
    const row = { id: newId(), cluster_id: cluster.id, job_id: null, rank: null, since: clock() };
    if (count > 0) {
      await gpus.look();
    }
    const name = `the cluster “${cluster.name}”`;
    const wish = { holder: row.id, kind: 'node', name, count } as const;
    const rooms = await quotas.rooms();
    try {
      await changes.commit(async (queries, announce) => {
        await quotas.claim(queries, rooms, () => [holdingOf(row.id, cluster, null, rooms)]);
        await gpus.claim(queries, { ...wish, isShared: size.gpuSharing === 'shared' });
        await createClusterStore(queries).insertNodes([row]);
        announce(clusterChange(cluster, 'updated'));
      });
      return row;
    } catch (error) {
      if (hasCode(error, ...REFUSALS)) {
        return error.message;
      }
      throw error;
    }
  }

  return {
    setProblem,
    /** Up to so many more; fewer where the machine has no room. @returns those that came to be */
    async grow(cluster: ClusterRow, wanted: number): Promise<NodeRow[]> {
      const reserved = await reservedBeside(cluster);
      const { nodes: count, problem } = await capacity.roomFor(cluster, wanted, reserved);
      const rows: NodeRow[] = [];
      for (let place = 0; place < count; place++) {
        const row = await add(cluster);
        if (typeof row === 'string') {
          await setProblem(cluster, row);
          return rows;
        }
        rows.push(row);
      }
      await setProblem(cluster, problem);
      return rows;
    },
    async shrink(cluster: ClusterRow, nodes: NodeRow[]): Promise<void> {
      await changes.commit(async (queries, announce) => {
        const ids = nodes.map(node => node.id);
        await createClusterStore(queries).deleteNodes(ids);
        await gpus.release(queries, ids);
        announce(clusterChange(cluster, 'updated'));
      });
    },
    /**
     * Takes a job out of the queue; undefined if it was cancelled meanwhile.
     * @throws AtelierError `quota-exceeded` when its user may not have so much
     */
    async give(cluster: ClusterRow, nodes: NodeRow[], job: JobRow): Promise<JobRow | undefined> {
      const now = clock();
      const rooms = await quotas.rooms();
      const shareNetwork = cluster.driver === 'process' && nodes.length > 1;
      const meeting_port = shareNetwork ? await freePort() : null;
      return changes.commit(async (queries, announce) => {
        const jobs = createJobStore(queries);
        const known = await jobs.find(job.id);
        if (known?.state !== 'queued' || known.is_cancelled) {
          return undefined;
        }
        await quotas.claim(queries, rooms, () =>
          nodes.map(node => holdingOf(node.id, cluster, job, rooms))
        );
        const attempt = known.attempt + 1;
        const started = await jobs.update(job.id, {
          ...{ state: 'starting', reason: null, message: null, exit_code: null, attempt },
          ...{ waits_for: null, updated_at: now }
        });
        const working = spreads(cluster) ? nodes.slice(0, 1) : nodes;
        await jobs.insertTasks(
          working.map((node, rank) => ({
            job_id: job.id,
            attempt,
            rank,
            node_id: node.id,
            meeting_port,
            state: 'starting',
            ...{ exit_code: null, reason: null, message: null, started_at: null, ended_at: null },
            duration_ms: null
          }))
        );
        for (const [rank, node] of nodes.entries()) {
          await createClusterStore(queries).takeNode(node.id, { id: job.id, rank }, now);
        }
        announce(jobChange(job, 'updated'));
        announce(clusterChange(cluster, 'updated'));
        return started;
      });
    }
  };
}
