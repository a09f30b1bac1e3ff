import { readFile, statfs } from 'node:fs/promises';
import { availableParallelism, cpus, hostname, platform, totalmem } from 'node:os';
import type { Host } from '@atelier-ml/api';

const SHORTEST_SAMPLE = 500;

interface CpuTimes {
  at: number;
  busy: number;
  total: number;
}

/** Reads what this machine has; `folder` says which disk is meant. */
export function createHostProbe(folder: string): () => Promise<Omit<Host, 'gpus'>> {
  let last = readCpu();
  let cpuPercent = 0;

  return async () => {
    const now = readCpu();
    if (now.at - last.at >= SHORTEST_SAMPLE && now.total > last.total) {
      cpuPercent = ((now.busy - last.busy) / (now.total - last.total)) * 100;
      last = now;
    }
    const disk = await statfs(folder);
    const [processor] = cpus();
    const limit = process.constrainedMemory();
    return {
      hostname: hostname(),
      platform: platform(),
      cpuModel: processor?.model.trim() ?? 'unknown',
      cpus: availableParallelism(),
      cpuPercent: Math.min(100, Math.round(cpuPercent * 10) / 10),
      memoryTotal: limit ? Math.min(limit, totalmem()) : totalmem(),
      memoryAvailable: await availableMemory(),
      diskTotal: disk.blocks * disk.bsize,
      diskAvailable: disk.bavail * disk.bsize
    };
  };
}

function readCpu(): CpuTimes {
  let [busy, total] = [0, 0];
  for (const { times } of cpus()) {
    const all = times.user + times.nice + times.sys + times.idle + times.irq;
    total += all;
    busy += all - times.idle;
  }
  return { at: performance.now(), busy, total };
}

/** The smaller of what the machine has left and what its container may still take. */
async function availableMemory(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const machine = Number(/^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1] ?? Infinity) * 1024;
  return Math.min(machine, process.availableMemory());
}
