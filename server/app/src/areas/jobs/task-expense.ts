import { toMetricValue } from '@atelier-ml/api';
import type { GpuUsage, Holding, JournalEntry } from '@atelier-ml/api';
import type { Logger } from 'pino';
import type { WorkloadUsage } from '../../drivers/compute/index.ts';
import { newId } from '../../identity.ts';
import type { Clock } from '../../identity.ts';
import type { Ticker } from '../../ticker.ts';
import type { Quotas, UsageMeter } from '../usage/index.ts';
import { holdingOf } from './node-holding.ts';
import type { RunEntry, RunRecord } from './run-record.ts';
import type { ClusterRow, JobRow, TaskRow } from './tables.ts';

export interface TaskExpensesOptions {
  clock: Clock;
  meter: Pick<UsageMeter, 'worked' | 'totalOf'>;
  quotas: Pick<Quotas, 'rooms'>;
  ticker: Ticker;
  log: Logger;
}

interface TaskExpenseOptions extends Omit<TaskExpensesOptions, 'quotas'> {
  /** The node that it runs on, with its job. */
  holding: Holding;
  rank: number;
  record: RunRecord;
}

export type TaskExpenses = ReturnType<typeof createTaskExpenses>;

/** What tasks of jobs spend. */
export function createTaskExpenses(options: TaskExpensesOptions) {
  return {
    async of(job: JobRow, cluster: ClusterRow, { node_id, rank }: TaskRow, record: RunRecord) {
      const rooms = await options.quotas.rooms();
      const holding = holdingOf(node_id ?? job.id, cluster, job, rooms);
      return createTaskExpense({ ...options, holding, rank, record });
    }
  };
}

const SECOND = 1_000;
/** Steps of the metrics, as those of what it takes. */
const EVERY = 5_000;
const COST = 'system/cost';
const ENERGY = 'system/energy_kilowatt_hours';
const CARBON = 'system/carbon_dioxide_equivalent_grams';

/**
 * Adds up what a task spends. What the whole job has come to, with all its nodes and attempts, is told by
 * its first node as metrics of the run.
 */
function createTaskExpense(options: TaskExpenseOptions) {
  const { clock, holding, log, meter, rank, record, ticker } = options;
  const source = newId();
  let seq = 0;
  let began = 0;
  let last: { at: number; cpuTime: number | undefined } | undefined;
  /** Processors that worked when it was last measured; all of its node before. */
  let working = holding.amounts.cpus;

  function spend(cpuTime?: number, told: GpuUsage[] = []): void {
    if (!last) {
      return;
    }
    const now = ticker.monotonic();
    const seconds = (now - last.at) / SECOND;
    if (cpuTime !== undefined && last.cpuTime !== undefined && seconds > 0) {
      working = Math.max(0, cpuTime - last.cpuTime) / SECOND / seconds;
    }
    last = { at: now, cpuTime: cpuTime ?? last.cpuTime };
    meter.worked(holding, { seconds, busyCpuSeconds: working * seconds, gpus: told });
  }

  async function tell(): Promise<void> {
    const { expense } = await meter.totalOf(holding.job!.id);
    const at = clock();
    const step = Math.max(0, Math.round((at - began) / EVERY));
    const definitions: RunEntry[] = seq
      ? []
      : [
          { type: 'metric-definition', at, key: COST, unit: expense.currency, goal: null },
          { type: 'metric-definition', at, key: ENERGY, unit: 'kWh', goal: null },
          { type: 'metric-definition', at, key: CARBON, unit: 'g', goal: null }
        ];
    const values: [string, number][] = [
      [COST, expense.cost],
      [ENERGY, expense.energyKwh],
      [CARBON, expense.carbonGrams]
    ];
    const points = values.map(([key, value]): RunEntry => ({
      ...{ type: 'metric', at, step, key },
      value: toMetricValue(value)
    }));
    const entries = [...definitions, ...points].map(entry => ({ ...entry, seq: ++seq }));
    await record.append(source, entries as JournalEntry[]);
  }

  const tellFirst = async (): Promise<void> => {
    if (rank === 0) {
      await tell().catch((err: unknown) => log.warn({ err }, 'the cost of a job is not told'));
    }
  };

  return {
    begin(startedAt: number): void {
      began = startedAt;
      // One that the server before this one has started has worked before.
      const isNew = clock() - startedAt < EVERY;
      last ??= { at: ticker.monotonic(), cpuTime: isNew ? 0 : undefined };
    },
    async measured(usage: WorkloadUsage | undefined, gpus: GpuUsage[]): Promise<void> {
      spend(usage?.cpuTime, gpus);
      await tellFirst();
    },
    /** It has ended: what it did since it was last measured is taken to be as before. */
    async end(): Promise<void> {
      if (last) {
        spend();
        last = undefined;
        await tellFirst();
      }
    },
    /** Nobody looks at it any more; it may go on. */
    leave(): void {
      spend();
      last = undefined;
    }
  };
}
