import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const fields = [
  'uuid',
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

/** Whether this program may use it, by what CUDA is told. */
function isVisible(uuid: string, index: string): boolean {
  const visible = process.env.CUDA_VISIBLE_DEVICES;
  return visible === undefined || [uuid, index].some(name => visible.split(',').includes(name));
}

function metricsOf(line: string): [string, number][] {
  const [uuid, place, ...rest] = line.split(',').map(field => field.trim());
  if (!isVisible(uuid, place)) {
    return [];
  }
  const [index, use, used, total, draw, limit] = [place, ...rest].map(Number);
  const prefix = `system/gpu_${index}_`;
  return [
    [`${prefix}utilization_percentage`, use],
    [`${prefix}memory_usage_megabytes`, used],
    [`${prefix}memory_usage_percentage`, percent(used, total)],
    [`${prefix}power_usage_watts`, draw],
    [`${prefix}power_usage_percentage`, percent(draw, limit)]
  ];
}

/** Asks `nvidia-smi` of the GPUs that this program may use; answers nothing where it is not there. */
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
