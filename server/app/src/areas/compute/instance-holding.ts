import type { Holding } from '@atelier-ml/api';
import type { User } from '../../http/index.ts';
import type { HoldingSource, Rooms } from '../usage/index.ts';
import { createComputeStore } from './compute.store.ts';
import type { InstanceRow } from './compute.store.ts';
import { isContainer } from './instance-present.ts';

/**
 * What an instance counts for in quotas: its size while it runs, and the disk of a container until it is
 * deleted. Without a limit of its own it counts as the whole machine; one on attached compute always has a
 * size, and its disk is not one of this machine.
 */
export function holdingOf(row: InstanceRow, rooms: Rooms): Holding {
  const room = rooms[row.driver as keyof Rooms];
  const owner = row.owner ? (JSON.parse(row.owner) as User) : null;
  const runs = row.state === 'running';
  const isElsewhere = row.attached_id !== null;
  const own: [Holding['unlimited'][number], number | null, boolean][] = [
    ['cpus', row.cpus, runs],
    ['memoryMb', row.memory_mb, runs],
    ['diskGb', row.disk_gb, isContainer(row) && (!isElsewhere || row.disk_gb !== null)]
  ];
  const amount = (index: number): number => {
    const [part, limit, counts] = own[index]!;
    return counts ? (limit ?? room[part]) : 0;
  };
  return {
    id: row.id,
    kind: 'instance',
    name: row.name,
    workspaceId: row.workspace_id,
    user: owner?.username ?? null,
    userName: owner && (owner.name || owner.username),
    ...{ clusterId: null, job: null },
    amounts: {
      ...{ cpus: amount(0), memoryMb: amount(1), diskGb: amount(2) },
      ...{ gpus: runs ? row.gpus : 0, instances: runs ? 1 : 0, nodes: 0 }
    },
    unlimited: own.flatMap(([part, limit, counts]) => (counts && limit === null ? [part] : []))
  };
}

/** All instances that hold something. */
export const instanceHoldings: HoldingSource = async (queries, rooms) => {
  const rows = await createComputeStore(queries).listOffered();
  return rows.map(row => holdingOf(row, rooms));
};
