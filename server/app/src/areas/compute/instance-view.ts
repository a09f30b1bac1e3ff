import type { ComputeInstance } from '@atelier-ml/api';
import type { Clock } from '../../identity.ts';
import type { Environments } from '../environments/index.ts';
import type { Attached } from './attached/index.ts';
import type { createComputeStore, InstanceRow, KernelRow } from './compute.store.ts';
import type { InstanceGpus } from './instance-gpus.ts';
import { presentInstance } from './instance-present.ts';
import type { LiveFacts } from './instance-present.ts';
import type { LiveKernel } from './kernel-watch.ts';

export interface InstanceViewOptions {
  attached: Pick<Attached, 'byIds'>;
  clock: Clock;
  environments: () => Pick<Environments, 'named'>;
  gpus: Pick<InstanceGpus, 'held'>;
  store: Pick<ReturnType<typeof createComputeStore>, 'kernelsOf'>;
  alive(rows: KernelRow[]): Promise<LiveKernel[]>;
  /** What only watches know. */
  live(row: InstanceRow): Pick<LiveFacts, 'idle' | 'usage' | 'disk'>;
}

/** Instances as others see them, with what is known of them now. */
export function createInstanceView(options: InstanceViewOptions) {
  const { alive, attached, clock, environments, gpus, live, store } = options;
  return async (rows: InstanceRow[]): Promise<ComputeInstance[]> => {
    const kernels = await alive(await store.kernelsOf(rows.map(row => row.id)));
    const ids = rows.flatMap(({ environment_id: id }) => (id === null ? [] : [id]));
    const named = await environments().named(ids);
    const held = await gpus.held(rows);
    const on = await attached.byIds(
      rows.flatMap(({ attached_id: id }) => (id === null ? [] : [id]))
    );
    return rows.map(row =>
      presentInstance(row, {
        kernelCount: kernels.filter(kernel => kernel.row.instance_id === row.id).length,
        environment: named.get(row.environment_id ?? ''),
        gpus: held.get(row.id) ?? [],
        attached: on.get(row.attached_id ?? ''),
        ...{ ...live(row), now: clock() }
      })
    );
  };
}
