import { join } from 'node:path';
import type { AtelierError } from '@atelier-ml/api';
import type { Compute, Engine } from '../../drivers/compute/index.ts';
import type { Disk } from '../../drivers/disk/index.ts';
import type { Attached } from './attached/index.ts';
import type { InstanceRow } from './compute.store.ts';
import { createGroundElsewhere } from './ground-elsewhere.ts';
import { createGroundHere } from './ground-here.ts';
import type { Ground, Standing } from './ground.ts';
import { createLent } from './lent.ts';
import type { LentOptions } from './lent.ts';
import type { StudioDoor } from './studio-door.ts';

export interface GroundsOptions {
  attached: Pick<Attached, 'engine'>;
  compute: Compute;
  disk: Disk;
  /** Made when it is first needed: many studios have no containers. */
  engine: () => Promise<Engine>;
  lend: LentOptions & {
    /** Where sockets of kernels lie: a short path that is this user's alone. */
    runtime: string;
  };
  /** The studio for programs on other machines. */
  door: StudioDoor | undefined;
  /** Why a container elsewhere is not reached now; null: it is. */
  told(row: InstanceRow, problem: AtelierError | null): void;
}

export type Grounds = ReturnType<typeof createGrounds>;

/** What containers stand on: the engine of this machine, and attached ones. */
export function createGrounds(options: GroundsOptions) {
  const { attached, compute, disk, door, engine, lend, told } = options;
  const { data, files, programs, runtime } = lend;
  const lent = createLent(lend);
  const runFolder = (row: InstanceRow) => join(`${runtime}-kernels`, row.id.slice(0, 12));
  const shared = { data, files, lent, programs, runFolder };
  const here = createGroundHere({ ...shared, compute, disk, engine });
  const elsewhere = new Map<string, Ground>();

  return {
    owner: lent.owner,
    runFolder,
    user: lent.user,
    groundOf({ attached_id: id }: Standing): Ground {
      if (id === null) {
        return here;
      }
      const ground =
        elsewhere.get(id) ??
        createGroundElsewhere({ ...shared, id, door, told, engine: () => attached.engine(id) });
      elsewhere.set(id, ground);
      return ground;
    },
    close: (): void => elsewhere.forEach(ground => ground.close())
  };
}
