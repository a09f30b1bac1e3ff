import { execFile } from 'node:child_process';
import { readFile, statfs } from 'node:fs/promises';
import { availableParallelism, cpus, hostname, platform, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { Host } from '@atelier-ml/api';

const run = promisify(execFile);
const MIB = 1024 * 1024;
const GPU_QUERY = ['--query-gpu=name,memory.total,memory.used', '--format=csv,noheader,nounits'];
const GPU_PATIENCE = 2_000;
const GPU_REMEMBERED = 5_000;
const SHORTEST_SAMPLE = 500;

interface CpuTimes {
  at: number;
  busy: number;
  total: number;
}

/** Reads what this machine has; `folder` says which disk is meant. */
export function createHostProbe(folder: string): () => Promise<Host> {
  let last = readCpu();
  let cpuPercent = 0;
  let gpus: { at: number; found: Promise<Host['gpus']> } | undefined;

  return async () => {
    const now = readCpu();
    if (now.at - last.at >= SHORTEST_SAMPLE && now.total > last.total) {
      cpuPercent = ((now.busy - last.busy) / (now.total - last.total)) * 100;
      last = now;
    }
    if (!gpus || now.at - gpus.at > GPU_REMEMBERED) {
      gpus = { at: now.at, found: readGpus() };
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
      diskAvailable: disk.bavail * disk.bsize,
      gpus: await gpus.found
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

/** NVIDIA's GPUs; none where their tool is absent or does not answer. */
async function readGpus(): Promise<Host['gpus']> {
  try {
    const { stdout } = await run('nvidia-smi', GPU_QUERY, { timeout: GPU_PATIENCE });
    return stdout
      .split('\n')
      .map(line => line.split(',').map(part => part.trim()))
      .filter(parts => parts.length === 3)
      .map(([name, total, used]) => ({
        name: name!,
        memoryTotal: (Number(total) || 0) * MIB,
        memoryUsed: (Number(used) || 0) * MIB
      }));
  } catch {
    return [];
  }
}
