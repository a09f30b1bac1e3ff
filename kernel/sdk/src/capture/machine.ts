import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { createGpuReader } from './gpus.ts';

/** Looks at the machine: metrics under the names that MLflow gives them, and two of the process. */
export interface MachineMonitor {
  sample(): Promise<[string, number][]>;
}

const megabyte = 1024 * 1024;

function processorTimes(): { busy: number; all: number } {
  let busy = 0;
  let all = 0;
  for (const { times } of cpus()) {
    const total = times.user + times.nice + times.sys + times.idle + times.irq;
    all += total;
    busy += total - times.idle;
  }
  return { busy, all };
}

/** What all interfaces but the loop-back have moved, in bytes; undefined where the system tells none. */
function networkBytes(): { received: number; sent: number } | undefined {
  try {
    const rows = readFileSync('/proc/net/dev', 'utf8').split('\n').slice(2);
    return rows.reduce(
      (sum, row) => {
        const [name, numbers = ''] = row.split(':');
        const fields = numbers.trim().split(/\s+/).map(Number);
        return name.trim() === 'lo' || fields.length < 9
          ? sum
          : { received: sum.received + fields[0], sent: sum.sent + fields[8] };
      },
      { received: 0, sent: 0 }
    );
  } catch {
    return undefined;
  }
}

/** Memory that this process may use: of its container where that is less than the machine's. */
function memory(): { total: number; used: number } {
  const limit = process.constrainedMemory();
  const total = limit > 0 && limit < totalmem() ? limit : totalmem();
  return { total, used: Math.max(0, total - process.availableMemory()) };
}

/** @param folder its disk is watched */
export function createMachineMonitor(folder: string): MachineMonitor {
  const readGpus = createGpuReader();
  const network = networkBytes();
  let times = processorTimes();
  let own = { usage: process.cpuUsage(), at: performance.now() };

  const processors = (): [string, number][] => {
    const now = processorTimes();
    const [busy, all] = [now.busy - times.busy, now.all - times.all];
    times = now;
    const usage = process.cpuUsage(own.usage);
    const elapsed = performance.now() - own.at;
    own = { usage: process.cpuUsage(), at: performance.now() };
    const used = (usage.user + usage.system) / 1_000;
    return [
      ['system/cpu_utilization_percentage', all > 0 ? (100 * busy) / all : 0],
      ['system/process_cpu_utilization_percentage', elapsed > 0 ? (100 * used) / elapsed : 0]
    ];
  };

  const memories = (): [string, number][] => {
    const { total, used } = memory();
    return [
      ['system/system_memory_usage_megabytes', used / megabyte],
      ['system/system_memory_usage_percentage', (100 * used) / total],
      ['system/process_memory_usage_megabytes', process.memoryUsage.rss() / megabyte]
    ];
  };

  const disk = async (): Promise<[string, number][]> => {
    try {
      const { bavail, bfree, blocks, bsize } = await statfs(folder);
      const used = (blocks - bfree) * bsize;
      return [
        ['system/disk_usage_megabytes', used / megabyte],
        ['system/disk_available_megabytes', (bavail * bsize) / megabyte],
        ['system/disk_usage_percentage', (100 * (blocks - bfree)) / blocks]
      ];
    } catch {
      return [];
    }
  };

  const traffic = (): [string, number][] => {
    const now = networkBytes();
    return network && now
      ? [
          ['system/network_receive_megabytes', (now.received - network.received) / megabyte],
          ['system/network_transmit_megabytes', (now.sent - network.sent) / megabyte]
        ]
      : [];
  };

  return {
    async sample() {
      const [disks, gpus] = await Promise.all([disk(), readGpus()]);
      return [...processors(), ...memories(), ...disks, ...traffic(), ...gpus];
    }
  };
}
