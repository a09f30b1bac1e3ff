import type { Compute } from '../../drivers/compute/index.ts';
import type { InstanceRow } from './compute.store.ts';
import type { InstanceGpus } from './instance-gpus.ts';
import { isContainer, kernelsOf, kernelspecsOf } from './instance-present.ts';

export interface OfferOptions {
  compute: Compute;
  gpus: Pick<InstanceGpus, 'of'>;
}

export type Offer = ReturnType<typeof createOffer>;

const namesOf = (row: InstanceRow): string[] => kernelsOf(row).map(each => each.kernelspec);

/** The kernels of instances, as Jupyter offers them. */
export function createOffer({ compute, gpus }: OfferOptions) {
  const withdrawAll = (names: string[]) => Promise.all(names.map(name => compute.withdraw(name)));
  return {
    async publish(row: InstanceRow): Promise<void> {
      // The engine gives a container its own.
      const own = isContainer(row) ? [] : await gpus.of(row);
      await Promise.all(kernelspecsOf(row, own).map(each => compute.publish(each)));
    },
    withdraw: (row: InstanceRow): Promise<unknown> => withdrawAll(namesOf(row)),
    /** What a changed instance has no more. */
    withdrawOld: (before: InstanceRow, after: InstanceRow): Promise<unknown> =>
      withdrawAll(namesOf(before).filter(name => !namesOf(after).includes(name))),
    /** @param others kernelspecs that are of no instance */
    keepOnly: (rows: InstanceRow[], others: string[]): Promise<void> =>
      compute.keepOnly([...rows.flatMap(namesOf), ...others])
  };
}
