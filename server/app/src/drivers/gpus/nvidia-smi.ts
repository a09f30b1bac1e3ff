import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Gpu, GpuProcess, Gpus } from './gpus.ts';

const run = promisify(execFile);
const MIB = 1024 * 1024;
const PATIENCE = 2_000;
const REMEMBERED = 4_500;
/** As `nvidia-smi --help-query-gpu` names them. */
const FIELDS = [
  ...['uuid', 'index', 'name', 'memory.total', 'memory.used'],
  ...['utilization.gpu', 'temperature.gpu', 'power.draw']
];

/** As `nvidia-smi --help-query-compute-apps` names them. */
const PROCESS_FIELDS = ['pid', 'gpu_uuid', 'used_gpu_memory'];

/** NVIDIA's GPUs by their own tool; none where it is absent or does not answer. */
export function createNvidiaGpus(tool = 'nvidia-smi'): Gpus {
  async function ask<T>(query: string, lineOf: (line: string) => T[]): Promise<T[]> {
    try {
      const { stdout } = await run(tool, [query, '--format=csv,noheader,nounits'], {
        timeout: PATIENCE
      });
      return stdout.split('\n').flatMap(lineOf);
    } catch {
      return [];
    }
  }

  return {
    list: remembered(() => ask(`--query-gpu=${FIELDS.join(',')}`, gpuOf)),
    processes: remembered(() => ask(`--query-compute-apps=${PROCESS_FIELDS.join(',')}`, processOf))
  };
}

/** What is read counts for some seconds: the tool takes a while. */
function remembered<T>(read: () => Promise<T>): () => Promise<T> {
  let last: { at: number; found: Promise<T> } | undefined;
  return () => {
    const now = performance.now();
    if (!last || now - last.at > REMEMBERED) {
      last = { at: now, found: read() };
    }
    return last.found;
  };
}

function processOf(line: string): GpuProcess[] {
  const parts = line.split(',').map(part => part.trim());
  const pid = Number(parts[0]);
  if (parts.length !== PROCESS_FIELDS.length || !Number.isInteger(pid) || pid <= 0) {
    return [];
  }
  const memory = figure(parts[2]);
  return [{ pid, uuid: parts[1]!, memoryUsed: memory === null ? null : memory * MIB }];
}

function gpuOf(line: string): Gpu[] {
  const parts = line.split(',').map(part => part.trim());
  if (parts.length !== FIELDS.length) {
    return [];
  }
  const [uuid = '', index, name = '', total, used, utilization, temperature, power] = parts;
  return [
    {
      ...{ uuid, name, index: Number(index) },
      memoryTotal: (Number(total) || 0) * MIB,
      memoryUsed: (Number(used) || 0) * MIB,
      utilizationPercent: figure(utilization),
      temperature: figure(temperature),
      powerWatts: figure(power)
    }
  ];
}

/** What the driver does not tell stands there as `[N/A]`. */
function figure(text: string | undefined): number | null {
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
