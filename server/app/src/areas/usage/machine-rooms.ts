import type { Host } from '@atelier-ml/api';
import type { Engine } from '../../drivers/compute/index.ts';
import type { Ticker } from '../../ticker.ts';
import type { Rooms } from './holdings.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** Milliseconds that an answer counts. */
const REMEMBERED = 60_000;

export interface MachineRoomsOptions {
  engine: () => Promise<Engine>;
  host(): Promise<Pick<Host, 'cpus' | 'diskTotal' | 'memoryTotal'>>;
  ticker: Ticker;
}

/** What the machines behind the drivers have; of an engine that does not answer, what it had. */
export function createMachineRooms({ engine, host, ticker }: MachineRoomsOptions) {
  let last: { at: number; rooms: Rooms } | undefined;
  return async (): Promise<Rooms> => {
    if (last && ticker.monotonic() - last.at < REMEMBERED) {
      return last.rooms;
    }
    const { cpus, diskTotal, memoryTotal } = await host();
    const diskGb = Math.floor(diskTotal / GIB);
    const here = { cpus, memoryMb: Math.floor(memoryTotal / MIB), diskGb };
    const there = await engine()
      .then(found => found.capabilities())
      .then(
        ({ cpus, memory }) => ({ cpus, memoryMb: Math.floor(memory / MIB), diskGb }),
        () => last?.rooms.docker ?? here
      );
    last = { at: ticker.monotonic(), rooms: { process: here, docker: there } };
    return last.rooms;
  };
}
