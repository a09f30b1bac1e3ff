import { toMetricValue } from '@atelier-ml/api';
import type { JournalEntry } from '@atelier-ml/api';
import type { Logger } from 'pino';
import type { Engine, WorkloadUsage } from '../../drivers/compute/index.ts';
import { newId } from '../../identity.ts';
import type { Clock } from '../../identity.ts';
import type { RunRecord } from './run-record.ts';

const EVERY = 5_000;
const MIB = 2 ** 20;

export interface UsageOptions {
  engine: Engine;
  labels: Record<string, string>;
  record: RunRecord;
  clock: Clock;
  log: Logger;
  rank: number;
  onMeasured(usage: WorkloadUsage): Promise<void>;
}

/**
 * Writes what a task takes into the metrics of its run, every five seconds, under the names that
 * MLflow gives them; that it does also says that the run lives.
 */
export function watchUsage(options: UsageOptions) {
  const { clock, engine, labels, log, onMeasured, rank, record } = options;
  const source = newId();
  let seq = 0;
  let began = 0;
  let before: { at: number; usage: WorkloadUsage } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isUnderWay = false;

  async function sample(): Promise<void> {
    const [workload] = await engine.list(labels);
    if (workload?.state !== 'running') {
      return;
    }
    const usage = await engine.usage(workload.id);
    const now = performance.now();
    const figures = before ? figuresOf(before.usage, usage, now - before.at) : {};
    before = { at: now, usage };
    const at = clock();
    // By the time: a server that was started anew goes on.
    const step = Math.round((at - began) / EVERY);
    const prefix = rank ? `system/node_${rank}/` : 'system/';
    const entries = Object.entries(figures).map(([name, value]): JournalEntry => ({
      ...{ type: 'metric', seq: ++seq, at, step, key: prefix + name },
      value: toMetricValue(value)
    }));
    await record.append(source, entries);
    await onMeasured(usage);
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
  return rates;
}
