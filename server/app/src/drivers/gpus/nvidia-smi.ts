import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Gpu, Gpus } from './gpus.ts';

const run = promisify(execFile);
const MIB = 1024 * 1024;
const PATIENCE = 2_000;
const REMEMBERED = 5_000;
/** As `nvidia-smi --help-query-gpu` names them. */
const FIELDS = [
  ...['uuid', 'index', 'name', 'memory.total', 'memory.used'],
  ...['utilization.gpu', 'temperature.gpu', 'power.draw']
];

/** NVIDIA's GPUs by their own tool; none where it is absent or does not answer. */
export function createNvidiaGpus(tool = 'nvidia-smi'): Gpus {
  let last: { at: number; found: Promise<Gpu[]> } | undefined;

  async function read(): Promise<Gpu[]> {
    try {
      const query = [`--query-gpu=${FIELDS.join(',')}`, '--format=csv,noheader,nounits'];
      const { stdout } = await run(tool, query, { timeout: PATIENCE });
      return stdout.split('\n').flatMap(gpuOf);
    } catch {
      return [];
    }
  }

  return {
    list() {
      const now = performance.now();
      if (!last || now - last.at > REMEMBERED) {
        last = { at: now, found: read() };
      }
      return last.found;
    }
  };
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
