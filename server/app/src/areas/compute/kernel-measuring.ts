import { hasCode } from '@atelier-ml/api';
import type {
  Compute,
  Processes,
  ProcessIdentity,
  ProcessUsage
} from '../../drivers/compute/index.ts';
import type { InstanceRow } from './compute.store.ts';
import type { Containers } from './containers.ts';

/** Of a kernel on a machine that does not answer: nobody can tell, so it counts as alive. */
export const UNKNOWN: ProcessUsage = { cpuPercent: 0, cpuTime: 0, memory: 0, pids: [] };

interface Measurable {
  identity: ProcessIdentity;
  /** Undefined: this machine. */
  instance: InstanceRow | undefined;
}

export interface MeasuringOptions {
  compute: Pick<Compute, 'measure'>;
  containers: Pick<Containers, 'processes'>;
}

export type Measure = ReturnType<typeof createMeasuring>;

/** What kernels take, each asked where its process is; undefined once it has ended. */
export function createMeasuring({ compute, containers }: MeasuringOptions) {
  async function measure(
    processes: Pick<Processes, 'measure'>,
    identities: ProcessIdentity[]
  ): Promise<(ProcessUsage | undefined)[]> {
    try {
      return await processes.measure(identities);
    } catch (error) {
      if (hasCode(error, 'engine-unreachable')) {
        return identities.map(() => UNKNOWN);
      }
      if (hasCode(error, 'not-found', 'not-running')) {
        return identities.map(() => undefined); // its container has ended
      }
      throw error;
    }
  }

  return async (kernels: Measurable[]): Promise<(ProcessUsage | undefined)[]> => {
    const elsewhere = ({ instance }: Measurable) =>
      instance !== undefined && instance.attached_id !== null ? instance.id : undefined;
    const usages = new Map<Measurable, ProcessUsage | undefined>();
    const groups = [...Map.groupBy(kernels, elsewhere)].map(async ([id, own]) => {
      const processes = id === undefined ? compute : containers.processes(own[0]!.instance!);
      const found = await measure(
        processes,
        own.map(({ identity }) => identity)
      );
      own.forEach((kernel, place) => usages.set(kernel, found[place]));
    });
    await Promise.all(groups);
    return kernels.map(kernel => usages.get(kernel));
  };
}
