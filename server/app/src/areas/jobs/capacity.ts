import { AtelierError, NodeSize } from '@atelier-ml/api';
import type { z } from 'zod';
import type { Engine } from '../../drivers/compute/index.ts';
import type { GpuLedger } from '../compute/index.ts';
import type { ClusterRow } from './tables.ts';
import { isElsewhere } from './elsewhere.ts';

const MIB = 2 ** 20;
/** Milliseconds that the answer of an engine counts. */
const REMEMBERED = 30_000;

export type Size = z.infer<typeof NodeSize>;
export const sizeOf = (row: ClusterRow): Size => NodeSize.parse(JSON.parse(row.node_size));

/** What a machine has left. */
interface Room {
  cpus: number;
  memoryMb: number;
  /** Those of this machine are counted by who gives them out. */
  gpus: number;
}

export interface CapacityOptions {
  gpus: Pick<GpuLedger, 'requireCount'>;
  engineOf(cluster: ClusterRow): Promise<Engine>;
  monotonic(): number;
}

export type Capacity = ReturnType<typeof createCapacity>;

/** What the machines behind clusters have, and how much of it nodes have reserved. */
export function createCapacity({ engineOf, gpus, monotonic }: CapacityOptions) {
  const known = new Map<string, { at: number; rooms: Room[] }>();

  async function roomsOf(cluster: ClusterRow): Promise<Room[]> {
    const found = known.get(cluster.driver);
    if (found && monotonic() - found.at < REMEMBERED) {
      return found.rooms;
    }
    const { cpus, machines, memory } = await (await engineOf(cluster)).capabilities();
    const rooms = (machines ?? [{ cpus, memory, gpus: Infinity }])
      .filter(machine => !('problem' in machine))
      .map(machine => ({ ...machine, memoryMb: Math.floor(machine.memory / MIB) }));
    known.set(cluster.driver, { at: monotonic(), rooms });
    return rooms;
  }

  return {
    /** @throws AtelierError `invalid-input` for a node that is larger than any machine */
    async requireFit(cluster: ClusterRow): Promise<void> {
      const rooms = await roomsOf(cluster);
      const size = sizeOf(cluster);
      if (!rooms.some(room => fits(room, size))) {
        const has = rooms.map(sentenceOf).join('; ') || 'none that takes work';
        throw new AtelierError(
          'invalid-input',
          `A node is larger than ${rooms.length === 1 ? 'the machine' : 'every machine'}: ${has}.`,
          {
            remedy: 'Choose a smaller size.',
            fields: partsBeyond(rooms, size)
          }
        );
      }
      if (!isElsewhere(cluster)) {
        await gpus.requireCount(size.gpus, 'body.nodeSize.gpus');
      }
    },
    /**
     * How many more nodes the machines have room for, at most `wanted`, and if fewer, why.
     * @param reserved the sizes of all nodes that there are on the same engine
     */
    async roomFor(
      cluster: ClusterRow,
      wanted: number,
      reserved: readonly Size[]
    ): Promise<{ nodes: number; problem: string | null }> {
      const rooms = (await roomsOf(cluster)).map(room => ({ ...room }));
      const size = sizeOf(cluster);
      for (const each of reserved.toSorted((one, other) => weight(other) - weight(one))) {
        take(rooms.find(room => fits(room, each)) ?? rooms[0], each);
      }
      let nodes = 0;
      while (nodes < wanted) {
        const room = rooms.find(each => fits(each, size));
        if (!room) {
          break;
        }
        take(room, size);
        nodes++;
      }
      if (nodes === wanted) {
        return { nodes, problem: null };
      }
      const left = rooms.map(sentenceOf).join('; ') || 'no machine takes work';
      const who = rooms.length > 1 ? 'No machine has room' : 'The machine has no room';
      return { nodes, problem: `${who} for another node: ${left} left.` };
    }
  };
}

function fits(room: Room, { cpus, gpus, memoryMb }: Size): boolean {
  return (
    room.cpus >= (cpus ?? 0) && room.memoryMb >= (memoryMb ?? 0) && (!gpus || room.gpus >= gpus)
  );
}

/** The parts that no machine has; none of them alone where it is their sum that does not fit. */
function partsBeyond(rooms: Room[], size: Size) {
  const beyond = (['cpus', 'memoryMb', 'gpus'] as const)
    .map(part => ({ part, most: Math.max(0, ...rooms.map(room => room[part])) }))
    .filter(({ most, part }) => (size[part] ?? 0) > most)
    .map(({ most, part }) => ({
      path: `body.nodeSize.${part}`,
      message: `can be at most ${most}`
    }));
  return beyond.length
    ? beyond
    : [{ path: 'body.nodeSize', message: 'is more than any single machine has' }];
}

function take(room: Room | undefined, { cpus, gpus, memoryMb }: Size): void {
  if (room) {
    room.cpus -= cpus ?? 0;
    room.memoryMb -= memoryMb ?? 0;
    room.gpus -= gpus;
  }
}

/** The larger ones find their places first. */
const weight = ({ cpus, memoryMb }: Size): number => (cpus ?? 0) + (memoryMb ?? 0) / 4_096;

const sentenceOf = ({ cpus, gpus, memoryMb }: Room): string => {
  const some = Number.isFinite(gpus) && gpus > 0 ? ` and ${gpus} GPUs` : '';
  return `${Math.max(0, cpus)} processors, ${Math.max(0, memoryMb)} MiB${some}`;
};
