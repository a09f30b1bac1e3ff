import type { Holding } from '@atelier-ml/api';
import type { HoldingSource, Rooms } from '../usage/index.ts';
import { sizeOf } from './capacity.ts';
import { createClusterStore } from './clusters.store.ts';
import { storedSpecOf } from './stored-spec.ts';
import type { ClusterRow, JobRow } from './tables.ts';

/**
 * What a node counts for in quotas. Without a size of its own it counts as an equal share of the machine:
 * all that the cluster can have together are the whole of it.
 */
export function holdingOf(
  id: string,
  cluster: ClusterRow,
  job: Pick<JobRow, 'id' | 'name' | 'user_name' | 'spec'> | null,
  rooms: Rooms
): Holding {
  // A node of an engine elsewhere always has a size.
  const room = rooms[cluster.driver as keyof Rooms] ?? { cpus: 0, memoryMb: 0 };
  const size = sizeOf(cluster);
  return {
    id,
    kind: 'node',
    name: cluster.name,
    workspaceId: cluster.workspace_id,
    user: job?.user_name ?? null,
    userName: job && storedSpecOf(job).submittedBy,
    clusterId: cluster.id,
    job: job && { id: job.id, name: job.name },
    amounts: {
      cpus: size.cpus ?? room.cpus / cluster.max_nodes,
      memoryMb: size.memoryMb ?? Math.floor(room.memoryMb / cluster.max_nodes),
      gpus: size.gpus,
      ...{ diskGb: 0, instances: 0, nodes: 1 }
    },
    unlimited: (['cpus', 'memoryMb'] as const).filter(part => size[part] === null)
  };
}

/** All nodes of clusters; one that works counts for the user of its job, too. */
export const nodeHoldings: HoldingSource = async (queries, rooms) => {
  const store = createClusterStore(queries);
  const nodes = await store.allNodes();
  const clusters = new Map((await store.all()).map(row => [row.id, row]));
  return nodes.flatMap(({ cluster_id: clusterId, id, job }) => {
    const cluster = clusters.get(clusterId);
    return cluster ? [holdingOf(id, cluster, job, rooms)] : [];
  });
};
