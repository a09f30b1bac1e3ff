import { hasCode, toMetricValue } from '@atelier-ml/api';
import type { GpuUsage, JournalEntry } from '@atelier-ml/api';
import type { Logger } from 'pino';
import type { Engine, WorkloadUsage } from '../../drivers/compute/index.ts';
import { newId } from '../../identity.ts';
import type { Clock } from '../../identity.ts';
import type { RunRecord } from './run-record.ts';

const EVERY = 5_000;
const MIB = 2 ** 20;

export interface UsageOptions {
  engine(): Promise<Engine>;
  /** What the GPUs of its node do now, in the order in which the task sees them. */
  gpus: () => Promise<GpuUsage[]>;
  labels: Record<string, string>;
  record: RunRecord;
  clock: Clock;
  log: Logger;
  rank: number;
  /** @param usage undefined where the engine tells of none */
  onMeasured(usage: WorkloadUsage | undefined, gpus: GpuUsage[]): Promise<void>;
}

/**
 * Writes what a task takes into the metrics of its run, every five seconds, under the names that
 * MLflow gives them; that it does also says that the run lives.
 */
export function watchUsage(options: UsageOptions) {
  const { clock, engine, gpus, labels, log, onMeasured, rank, record } = options;
  const source = newId();
  let seq = 0;
  let began = 0;
  let before: { at: number; usage: WorkloadUsage } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isUnderWay = false;

  async function usageOf(id: string): Promise<WorkloadUsage | undefined> {
    try {
      return await (await engine()).usage(id);
    } catch (error) {
      if (hasCode(error, 'not-supported')) {
        return undefined;
      }
      throw error;
    }
  }

  async function sample(): Promise<void> {
    const [workload] = await (await engine()).list(labels);
    if (workload?.state !== 'running') {
      return;
    }
    const [usage, own] = await Promise.all([usageOf(workload.id), gpus()]);
    if (!usage) {
      await record.heartbeat();
      await onMeasured(undefined, own);
      return;
    }
    const now = performance.now();
    const figures = before ? figuresOf(before.usage, usage, now - before.at) : {};
    before = { at: now, usage };
    const at = clock();
    // By the time: a server that was started anew goes on.
    const step = Math.round((at - began) / EVERY);
    const prefix = rank ? `system/node_${rank}/` : 'system/';
    const entries = Object.entries({ ...figures, ...gpuFigures(own) }).map(
      ([name, value]): JournalEntry => ({
        ...{ type: 'metric', seq: ++seq, at, step, key: prefix + name },
        value: toMetricValue(value)
      })
    );
    await record.append(source, entries);
    await onMeasured(usage, own);
  }

  return {
    begin(startedAt: number): void {
      began = startedAt;
      timer ??= setInterval(() => {
        if (!isUnderWay) {
          isUnderWay = true;
          sample()
            .catch((err: unknown) => log.debug({ err, labels }, 'a task could not be measured'))
            .finally(() => (isUnderWay = false));
        }
      }, EVERY);
    },
    stop: () => clearInterval(timer)
  };
}

function figuresOf(before: WorkloadUsage, now: WorkloadUsage, milliseconds: number) {
  const rates: Record<string, number> = {
    cpu_utilization_percentage: (100 * (now.cpuTime - before.cpuTime)) / milliseconds,
    system_memory_usage_megabytes: now.memory / MIB
  };
  if (now.memoryLimit) {
    rates.system_memory_usage_percentage = (100 * now.memory) / now.memoryLimit;
  }
  if (now.received !== undefined && now.sent !== undefined) {
    rates.network_receive_megabytes = now.received / MIB;
    rates.network_transmit_megabytes = now.sent / MIB;
  }
  if (now.read !== undefined && now.written !== undefined) {
    rates.disk_read_megabytes = now.read / MIB;
    rates.disk_write_megabytes = now.written / MIB;
  }
  return rates;
}

/** By their place among those of the task, as it counts them itself. */
function gpuFigures(gpus: GpuUsage[]): Record<string, number> {
  const figures = gpus.flatMap(
    ({ memoryTotal, memoryUsed, powerWatts, utilizationPercent }, place) =>
      [
        [`gpu_${place}_utilization_percentage`, utilizationPercent],
        [`gpu_${place}_memory_usage_megabytes`, memoryUsed / MIB],
        [`gpu_${place}_memory_usage_percentage`, (100 * memoryUsed) / (memoryTotal || 1)],
        [`gpu_${place}_power_usage_watts`, powerWatts]
      ] as const
  );
  return Object.fromEntries(figures.filter(([, value]) => value !== null) as [string, number][]);
}
