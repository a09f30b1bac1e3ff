import type { GpuUsage, KernelGpu } from '@atelier-ml/api';
import type { Gpu, GpuProcess } from '../../drivers/gpus/index.ts';

/** What the GPUs of the machine do, and which processes work on them. */
export interface GpuWork {
  present: readonly Gpu[];
  processes: readonly GpuProcess[];
}

/**
 * The GPUs that programs of a kernel work on; and those of its instance on which no program is seen at
 * all, as where the driver tells of none.
 */
export function gpusOfKernel(
  pids: readonly number[],
  { present, processes }: GpuWork,
  held: readonly GpuUsage[]
): KernelGpu[] {
  return present.flatMap((gpu): KernelGpu[] => {
    const { index, memoryTotal, powerWatts, utilizationPercent, uuid } = gpu;
    const seen = processes.filter(each => each.uuid === uuid);
    const own = seen.filter(({ pid }) => pids.includes(pid));
    const device = { uuid, index, memoryTotal, utilizationPercent, powerWatts };
    if (own.length > 0) {
      const told = own.length === seen.length ? 'alone' : 'shared';
      return [{ ...device, memoryUsed: memoryOf(own), told }];
    }
    const isHeld = seen.length === 0 && held.some(each => each.uuid === uuid);
    return isHeld ? [{ ...device, memoryUsed: gpu.memoryUsed, told: 'unknown' }] : [];
  });
}

function memoryOf(processes: readonly GpuProcess[]): number | null {
  return processes.every(({ memoryUsed }) => memoryUsed === null)
    ? null
    : processes.reduce((sum, { memoryUsed }) => sum + (memoryUsed ?? 0), 0);
}
