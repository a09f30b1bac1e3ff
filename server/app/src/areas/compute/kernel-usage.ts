import type { KernelUsage, RunningKernel } from '@atelier-ml/api';
import type { Compute } from '../../drivers/compute/index.ts';
import { createCellMeter } from './cell-meter.ts';
import type { CellMeterOptions } from './cell-meter.ts';
import type { DiskGuard } from './disk-guard.ts';
import type { KernelActivity } from './kernel-activity.ts';
import { createKernelMeter } from './kernel-meter.ts';
import type { KernelMeterOptions, MeteredKernel } from './kernel-meter.ts';
import { createKernelRoster, unknownKernel } from './kernel-roster.ts';
import type { KernelRosterOptions, ToldKernels } from './kernel-roster.ts';

const MIB = 1024 * 1024;

export interface KernelUsageOptions
  extends Omit<KernelMeterOptions, 'roster'>, Omit<CellMeterOptions, 'meter'> {
  activity: Pick<KernelActivity, 'tell'>;
  compute: Compute;
  diskGuard: Pick<DiskGuard, 'of'>;
  store: KernelRosterOptions['store'];
}

/** What kernels take, against what they might. */
export function createKernelUsage(options: KernelUsageOptions) {
  const { activity, compute, diskGuard } = options;
  const roster = createKernelRoster(options);
  const meter = createKernelMeter({ ...options, roster });
  const cells = createCellMeter({ ...options, meter });
  return {
    stop: meter.stop,
    cells,
    /** Jupyter tells which kernels there are: a new one is looked at. */
    async tell(kernels: ToldKernels): Promise<void> {
      activity.tell(kernels);
      if (await roster.tell(kernels)) {
        await meter.look();
      }
      await cells.tell(kernels);
    },
    list: (): { items: RunningKernel[] } => ({
      items: meter.all().map(kernel => ({
        ...presentKernel(kernel),
        last: kernel.samples.at(-1) ?? null
      }))
    }),
    /** @throws AtelierError `not-found` of a kernel that does not run, or that nobody has told of */
    async get(kernelId: string, after: number): Promise<KernelUsage> {
      const kernel = await meter.find(kernelId);
      if (!kernel) {
        throw unknownKernel(kernelId);
      }
      const { instance, samples } = kernel;
      const host = await compute.host();
      const disk = instance && diskGuard.of(instance);
      const memory = instance?.memory_mb ?? null;
      // One who has heard of more has heard it from the server before this one.
      const known = after > (samples.at(-1)?.number ?? 0) ? 0 : after;
      return {
        ...presentKernel(kernel),
        cpus: instance?.cpus ?? host.cpus,
        memoryLimit: memory === null ? host.memoryTotal : memory * MIB,
        disk: disk
          ? { used: disk.used, total: disk.limit }
          : { used: host.diskTotal - host.diskAvailable, total: host.diskTotal },
        items: samples.filter(({ number }) => number > known)
      };
    }
  };
}

const presentKernel = ({ identity, instance, kernelId }: MeteredKernel) => ({
  kernelId,
  pid: identity.pid,
  instance: instance ? { id: instance.id, name: instance.name } : null
});
