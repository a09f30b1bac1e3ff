import { AtelierError, NodeSize } from '@atelier-ml/api';
import type { z } from 'zod';
import type { Engine } from '../../drivers/compute/index.ts';
import type { GpuLedger } from '../compute/index.ts';
import type { ClusterRow } from './tables.ts';

const MIB = 2 ** 20;
/** Milliseconds that the answer of an engine counts. */
const REMEMBERED = 30_000;

export type Size = z.infer<typeof NodeSize>;
export const sizeOf = (row: ClusterRow): Size => NodeSize.parse(JSON.parse(row.node_size));

interface Room {
  cpus: number;
  memoryMb: number;
}

export interface CapacityOptions {
  gpus: Pick<GpuLedger, 'requireCount'>;
  engineOf(cluster: ClusterRow): Promise<Engine>;
  monotonic(): number;
}

export type Capacity = ReturnType<typeof createCapacity>;

/** What the machines behind clusters have, and how much of it nodes have reserved. */
export function createCapacity({ engineOf, gpus, monotonic }: CapacityOptions) {
  const known = new Map<string, { at: number; room: Room }>();

  async function roomOf(cluster: ClusterRow): Promise<Room> {
    const found = known.get(cluster.driver);
    if (found && monotonic() - found.at < REMEMBERED) {
      return found.room;
    }
    const { cpus, memory } = await (await engineOf(cluster)).capabilities();
    const room = { cpus, memoryMb: Math.floor(memory / MIB) };
    known.set(cluster.driver, { at: monotonic(), room });
    return room;
  }

  return {
    /** @throws AtelierError `invalid-input` for a node that is larger than the machine */
    async requireFit(cluster: ClusterRow): Promise<void> {
      const room = await roomOf(cluster);
      const size = sizeOf(cluster);
      if ((size.cpus ?? 0) > room.cpus || (size.memoryMb ?? 0) > room.memoryMb) {
        const has = `${room.cpus} processors and ${room.memoryMb} MiB`;
        throw new AtelierError(
          'invalid-input',
          `A node is larger than the machine: it has ${has}.`,
          {
            remedy: 'Choose a smaller size.',
            fields: [{ path: 'body.nodeSize', message: 'is larger than the machine' }]
          }
        );
      }
      await gpus.requireCount(size.gpus, 'body.nodeSize.gpus');
    },
    /**
     * How many more nodes the machine has room for, at most `wanted`, and if fewer, why.
     * @param reserved the sizes of all nodes that there are on the same engine
     */
    async roomFor(
      cluster: ClusterRow,
      wanted: number,
      reserved: readonly Size[]
    ): Promise<{ nodes: number; problem: string | null }> {
      const room = await roomOf(cluster);
      const size = sizeOf(cluster);
      const used = {
        cpus: sum(reserved.map(each => each.cpus)),
        memoryMb: sum(reserved.map(each => each.memoryMb))
      };
      const most = (['cpus', 'memoryMb'] as const).map(key => {
        const need = size[key];
        return need ? Math.floor((room[key] - used[key]) / need) : wanted;
      });
      const nodes = Math.max(0, Math.min(wanted, ...most));
      if (nodes === wanted) {
        return { nodes, problem: null };
      }
      const [cpus] = most;
      const what =
        cpus! < wanted && size.cpus
          ? `${used.cpus} of ${room.cpus} processors are reserved`
          : `${used.memoryMb} of ${room.memoryMb} MiB are reserved`;
      return { nodes, problem: `The machine has no room for another node: ${what}.` };
    }
  };
}

const sum = (values: (number | null)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);
