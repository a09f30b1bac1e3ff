import type { Logger } from 'pino';
import type { Compute, ProcessUsage } from '../../drivers/compute/index.ts';
import type { Changes } from '../system/index.ts';
import { changeOf } from './changes.ts';
import { createComputeStore } from './compute.store.ts';
import type { KernelRow } from './compute.store.ts';
import type { Containers } from './containers.ts';
import type { Measure } from './kernel-measuring.ts';

const EVERY = 2_000;
const MIB = 1024 * 1024;

export interface KernelWatchOptions {
  changes: Changes;
  compute: Compute;
  containers: Pick<Containers, 'processes'>;
  store: ReturnType<typeof createComputeStore>;
  measure: Measure;
  /** Looks after a kernel in a container whose process is not to be seen. */
  lookInto(row: KernelRow): Promise<void>;
  log: Logger;
}

/** A kernel that lives, with what it takes. */
export interface LiveKernel extends ProcessUsage {
  row: KernelRow;
}

const identityOf = (row: KernelRow) => ({ pid: row.pid, mark: row.process_mark });

/** Knows which kernels live, forgets those that have ended, and keeps them to their memory. */
export function createKernelWatch(options: KernelWatchOptions) {
  const { changes, compute, containers, log, lookInto, measure, store } = options;
  let looking: Promise<void> | undefined;

  /** Forgets a kernel and tells of it. */
  async function forget(row: KernelRow): Promise<void> {
    const instance = await store.findById(row.instance_id);
    await changes.commit(async (queries, announce) => {
      const gone = await createComputeStore(queries).deleteKernel(row.kernel_id, row.process_mark);
      if (gone && instance) {
        announce(changeOf(instance, 'updated'));
      }
    });
  }

  async function alive(rows: KernelRow[]): Promise<LiveKernel[]> {
    const contained = rows.filter(({ execution }) => execution !== null);
    const found = await store.byIds([...new Set(contained.map(row => row.instance_id))]);
    const instances = new Map(found.map(instance => [instance.id, instance]));
    const usages = await measure(
      rows.map(row => ({
        identity: identityOf(row),
        instance: row.execution === null ? undefined : instances.get(row.instance_id)
      }))
    );
    const live: LiveKernel[] = [];
    for (const [index, row] of rows.entries()) {
      const usage = usages[index];
      if (usage) {
        live.push({ row, ...usage });
      } else if (row.execution !== null) {
        await lookInto(row);
      } else {
        await forget(row);
      }
    }
    return live;
  }

  async function end(row: KernelRow, options?: { force: boolean }): Promise<void> {
    const instance = row.execution === null ? undefined : await store.findById(row.instance_id);
    const processes = instance ? containers.processes(instance) : compute;
    await processes.end(identityOf(row), options);
    await forget(row);
  }

  async function lookOnce(): Promise<void> {
    for (const { memory, row } of await alive(await store.allKernels())) {
      if (row.memory_mb !== null && memory > row.memory_mb * MIB) {
        log.warn(
          {
            instance: row.instance_id,
            kernel: row.kernel_id,
            memoryMb: Math.round(memory / MIB),
            limitMb: row.memory_mb
          },
          'kernel ended: it took more memory than its instance allows'
        );
        await end(row, { force: true });
      }
    }
  }

  /** A look that is still under way counts for this one. */
  function look(): Promise<void> {
    looking ??= lookOnce().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  return {
    alive,
    end,
    /** Looks at all kernels now and then; answers what ends that. */
    start(): () => void {
      const timer = setInterval(() => {
        look().catch((err: unknown) => log.warn({ err }, 'kernels could not be looked at'));
      }, EVERY).unref();
      return () => clearInterval(timer);
    }
  };
}
