import type { ContainerStats } from 'dockerode';
import type { WorkloadUsage } from '../engine.ts';

const NANOSECONDS = 1e6;

/** What a container takes; the cache of files that is not in use counts as free, as `docker stats` has it. */
export function usageOf(stats: ContainerStats): WorkloadUsage {
  const { limit, stats: memory, usage } = stats.memory_stats;
  const details = memory as Record<string, number> | undefined;
  const idle = details?.total_inactive_file ?? details?.inactive_file ?? 0;
  const networks = Object.values(stats.networks ?? {});
  const operations = stats.blkio_stats?.io_service_bytes_recursive ?? [];
  const moved = (name: string): number =>
    operations
      .filter(each => each.op.toLowerCase() === name)
      .reduce((sum, each) => sum + each.value, 0);
  return {
    cpuTime: stats.cpu_stats.cpu_usage.total_usage / NANOSECONDS,
    memory: Math.max(0, (usage ?? 0) - idle),
    memoryLimit: limit || undefined,
    received: networks.reduce((sum, each) => sum + each.rx_bytes, 0),
    sent: networks.reduce((sum, each) => sum + each.tx_bytes, 0),
    read: moved('read'),
    written: moved('write'),
    processes: stats.pids_stats?.current
  };
}
