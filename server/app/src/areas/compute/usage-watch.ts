import type { GpuUsage, UsageSample } from '@atelier-ml/api';
import type { Logger } from 'pino';
import type { WorkloadUsage } from '../../drivers/compute/index.ts';
import type { Clock } from '../../identity.ts';
import type { Ticker } from '../../ticker.ts';
import type { Changes } from '../system/index.ts';
import type { UsageMeter } from '../usage/index.ts';
import { changeOf } from './changes.ts';
import type { createComputeStore, InstanceRow } from './compute.store.ts';
import type { Containers } from './containers.ts';
import type { InstanceGpus } from './instance-gpus.ts';
import { isContainer } from './instance-present.ts';
import type { createKernelWatch } from './kernel-watch.ts';

export interface UsageWatchOptions {
  changes: Changes;
  clock: Clock;
  containers: Pick<Containers, 'engine'>;
  gpus: Pick<InstanceGpus, 'usages'>;
  meter: Pick<UsageMeter, 'measured'>;
  store: ReturnType<typeof createComputeStore>;
  ticker: Ticker;
  watch: Pick<ReturnType<typeof createKernelWatch>, 'alive'>;
  log: Logger;
}

const EVERY = 5_000;
/** Samples of an hour. */
const KEPT = 720;
const SECOND = 1_000;

interface Measured {
  workload: string;
  at: number;
  usage: WorkloadUsage;
}

/** All but what its GPUs do, of which others tell. */
type Taken = Omit<UsageSample, 'gpus'>;

export type UsageWatch = ReturnType<typeof createUsageWatch>;

/** Measures what instances take, all of their programs together, and remembers the last hour. */
export function createUsageWatch(options: UsageWatchOptions) {
  const { changes, clock, containers, gpus, log, meter, store, ticker, watch } = options;
  const histories = new Map<string, UsageSample[]>();
  const measured = new Map<string, Measured>();
  /** When each was last looked at. */
  const looked = new Map<string, number>();

  /** A container's counters are told since its start: two of them make a rate. */
  async function ofContainer(row: InstanceRow): Promise<Taken | undefined> {
    const usage = await (await containers.engine(row)).usage(row.workload!);
    const now = { workload: row.workload!, at: ticker.monotonic(), usage };
    const before = measured.get(row.id);
    measured.set(row.id, now);
    if (!before || before.workload !== now.workload || usage.cpuTime < before.usage.cpuTime) {
      return undefined;
    }
    const elapsed = Math.max(1, now.at - before.at);
    const rate = (name: 'received' | 'sent' | 'read' | 'written'): number =>
      Math.max(0, ((usage[name] ?? 0) - (before.usage[name] ?? 0)) / (elapsed / SECOND));
    return {
      at: clock(),
      cpuPercent: ((usage.cpuTime - before.usage.cpuTime) / elapsed) * 100,
      memory: Math.round(usage.memory),
      processes: usage.processes ?? 0,
      ...{ received: rate('received'), sent: rate('sent') },
      ...{ read: rate('read'), written: rate('written') }
    };
  }

  async function ofProcesses(row: InstanceRow): Promise<Taken> {
    const live = await watch.alive(await store.kernelsOf([row.id]));
    return {
      at: clock(),
      cpuPercent: live.reduce((sum, each) => sum + each.cpuPercent, 0),
      memory: live.reduce((sum, each) => sum + each.memory, 0),
      processes: live.length,
      ...{ received: 0, sent: 0, read: 0, written: 0 }
    };
  }

  async function measure(row: InstanceRow, own: GpuUsage[]): Promise<void> {
    const isMeasurable = !isContainer(row) || row.workload !== null;
    const taken = isMeasurable
      ? await (isContainer(row) ? ofContainer(row) : ofProcesses(row))
      : undefined;
    const now = ticker.monotonic();
    const seconds = (now - (looked.get(row.id) ?? now)) / SECOND;
    looked.set(row.id, now);
    if (taken) {
      const sample = { ...taken, gpus: own };
      const busyCpuSeconds = (sample.cpuPercent / 100) * seconds;
      meter.measured(row.id, { seconds, busyCpuSeconds, gpus: own });
      histories.set(row.id, [...(histories.get(row.id) ?? []), sample].slice(-KEPT));
      changes.progress(changeOf(row, 'updated'));
    }
  }

  async function look(): Promise<void> {
    const rows = await store.listRunning();
    const used = await gpus.usages(rows);
    const outcomes = await Promise.allSettled(
      rows.map(row => measure(row, used.get(row.id) ?? []))
    );
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        // Stopped meanwhile, or the engine is away: others tell of that.
        log.debug({ err: outcome.reason as unknown }, 'an instance cannot be measured');
      }
    }
  }

  const stop = ticker.every(EVERY, () =>
    look().catch((err: unknown) => log.warn({ err }, 'instances cannot be measured'))
  );

  return {
    stop,
    history: (id: string, after = 0): UsageSample[] =>
      (histories.get(id) ?? []).filter(({ at }) => at > after),
    /** The last sample of an instance that runs. */
    last: ({ id, state }: InstanceRow): UsageSample | null =>
      state === 'running' ? (histories.get(id)?.at(-1) ?? null) : null,
    forget(id: string): void {
      histories.delete(id);
      measured.delete(id);
      looked.delete(id);
    }
  };
}
