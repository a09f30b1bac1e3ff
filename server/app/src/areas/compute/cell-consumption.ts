import { NO_CONSUMPTION } from '@atelier-ml/api';
import type { Consumption, GpuUsage, KernelSample } from '@atelier-ml/api';
import type { InstanceRow } from './compute.store.ts';

/** What was measured of a kernel between two looks. */
export interface KernelSpan {
  instance: InstanceRow | undefined;
  seconds: number;
  busyCpuSeconds: number;
  sample: Pick<KernelSample, 'memory' | 'gpus'>;
  /** What the GPUs of its instance do. */
  held: readonly GpuUsage[];
}

const HOUR_SECONDS = 3_600;
const KWH_JOULES = 3_600_000;
const MIB_OF_GIB = 1_024;
const GIB = 1024 ** 3;

/**
 * What a cell held in that time: a share of the size of its instance, for as many as work there; where
 * there is no limit, what the kernel took.
 */
export function heldByCell(span: KernelSpan, share: number): Consumption {
  const { busyCpuSeconds, instance, sample, seconds } = span;
  const cpus = instance?.cpus ?? null;
  const memoryGib =
    instance?.memory_mb == null ? sample.memory / GIB : (instance.memory_mb / MIB_OF_GIB) * share;
  const hours = seconds / HOUR_SECONDS;
  const gpus = gpusOf(span);
  const joules = gpus.watts.reduce((sum, watts) => sum + watts, 0) * seconds * share;
  return {
    ...NO_CONSUMPTION,
    cpuHours: cpus === null ? busyCpuSeconds / HOUR_SECONDS : cpus * share * hours,
    busyCpuHours: busyCpuSeconds / HOUR_SECONDS,
    memoryGibHours: memoryGib * hours,
    gpuHours: gpus.count * share * hours,
    measuredGpuHours: gpus.watts.length * share * hours,
    measuredGpuKwh: joules / KWH_JOULES
  };
}

/** How many it has, and the power of those that tell of it and are nobody else's. */
function gpusOf({ held, instance, sample }: KernelSpan): { count: number; watts: number[] } {
  const own = instance ? held.filter(gpu => !gpu.isShared) : alone(sample.gpus);
  const watts = own.flatMap(({ powerWatts }) => (powerWatts === null ? [] : [powerWatts]));
  return { count: instance ? held.length : sample.gpus.length, watts };
}

const alone = (gpus: KernelSample['gpus']) => gpus.filter(({ told }) => told === 'alone');
