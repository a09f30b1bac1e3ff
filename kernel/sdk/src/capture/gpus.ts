import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const fields = [
  'index',
  'utilization.gpu',
  'memory.used',
  'memory.total',
  'power.draw',
  'power.limit'
];
/** A driver that fails this often in a row is not asked any more. */
const mostFailures = 3;

const percent = (part: number, whole: number) => (100 * part) / whole;

function metricsOf(line: string): [string, number][] {
  const [index, use, used, total, draw, limit] = line.split(',').map(field => Number(field));
  const prefix = `system/gpu_${index}_`;
  return [
    [`${prefix}utilization_percentage`, use],
    [`${prefix}memory_usage_megabytes`, used],
    [`${prefix}memory_usage_percentage`, percent(used, total)],
    [`${prefix}power_usage_watts`, draw],
    [`${prefix}power_usage_percentage`, percent(draw, limit)]
  ];
}

/** Asks `nvidia-smi`; answers nothing where it is not there. */
export function createGpuReader(): () => Promise<[string, number][]> {
  let failures = 0;
  return async () => {
    if (failures >= mostFailures) {
      return [];
    }
    try {
      const query = [`--query-gpu=${fields.join(',')}`, '--format=csv,noheader,nounits'];
      const { stdout } = await run('nvidia-smi', query, { timeout: 5_000 });
      failures = 0;
      // A field that a GPU does not have reads “[N/A]”, which is no number.
      return stdout
        .trim()
        .split('\n')
        .flatMap(metricsOf)
        .filter(([, value]) => Number.isFinite(value));
    } catch (error) {
      failures = (error as { code?: unknown }).code === 'ENOENT' ? mostFailures : failures + 1;
      return [];
    }
  };
}
