import type { routes } from '@atelier-ml/api';
import type { z } from 'zod';
import type { Ticker } from '../../ticker.ts';
import type { KernelRow } from './compute.store.ts';

type Told = z.output<(typeof routes.compute.activity)['body']>['kernels'];

/** Jupyter tells every twenty seconds; what it has said before counts for so long. */
const BELIEVED = 90_000;

export type KernelActivity = ReturnType<typeof createKernelActivity>;

/** What Jupyter tells of its kernels: which of them work, and when they last did. */
export function createKernelActivity({ ticker }: { ticker: Ticker }) {
  const kernels = new Map<string, { busy: boolean; activity: number; at: number }>();
  return {
    tell(told: Told): void {
      const at = ticker.monotonic();
      for (const { busy, kernelId, lastActivity } of told) {
        kernels.set(kernelId, { busy, activity: lastActivity, at });
      }
      for (const [id, known] of kernels) {
        if (at - known.at > BELIEVED) {
          kernels.delete(id);
        }
      }
    },
    /** Whether one of them works now. */
    isBusy: (rows: KernelRow[]): boolean =>
      rows.some(({ kernel_id: id }) => {
        const known = kernels.get(id);
        return !!known?.busy && ticker.monotonic() - known.at <= BELIEVED;
      }),
    /** When one of them last did something, by Jupyter's clock; 0 if nobody knows. */
    last: (rows: KernelRow[]): number =>
      Math.max(0, ...rows.map(({ kernel_id: id }) => kernels.get(id)?.activity ?? 0))
  };
}
