import { expenseOf, sumOfConsumption, sumOfExpenses } from '@atelier-ml/api';
import type { Consumption, Expense, GpuUsage, Holding } from '@atelier-ml/api';
import type { Logger } from 'pino';
import type { Database } from '../../drivers/database/index.ts';
import type { Clock } from '../../identity.ts';
import type { Ticker } from '../../ticker.ts';
import type { Rates } from './rates.service.ts';
import { AMOUNTS, consumptionOf, createUsageHourStore } from './usage-hours.store.ts';
import type { Amounts, HourRow, Spender } from './usage-hours.store.ts';

export interface UsageMeterOptions {
  clock: Clock;
  database: Database;
  rates: Pick<Rates, 'ofTimes'>;
  ticker: Ticker;
  /** All that is held now. */
  held(): Promise<Holding[]>;
  log: Logger;
}

const EVERY = 15_000;
/** What passes between two looks beyond this was no time in which anybody could have looked. */
const LONGEST = 4 * EVERY;
const HOUR = 3_600_000;
const SECOND = 1_000;
const MIB_OF_GIB = 1_024;

/** What was measured of something that is held, since it was last told. */
export interface Measured {
  /** For how long. */
  seconds: number;
  busyCpuSeconds: number;
  /** Its GPUs, as they told in that time. */
  gpus: readonly GpuUsage[];
}

export type UsageMeter = ReturnType<typeof createUsageMeter>;

const NOTHING: Amounts = {
  ...{ cpu_seconds: 0, busy_cpu_seconds: 0, memory_gib_seconds: 0, gpu_seconds: 0 },
  ...{ measured_gpu_seconds: 0, gpu_joules: 0, disk_gib_seconds: 0 }
};

const added = (a: Amounts, b: Amounts): Amounts =>
  Object.fromEntries(AMOUNTS.map(name => [name, a[name] + b[name]])) as unknown as Amounts;

/** What a holding takes in so many seconds, whether it works or not. */
const reserved = ({ amounts }: Holding, seconds: number): Amounts => ({
  ...NOTHING,
  cpu_seconds: amounts.cpus * seconds,
  memory_gib_seconds: (amounts.memoryMb / MIB_OF_GIB) * seconds,
  gpu_seconds: amounts.gpus * seconds,
  disk_gib_seconds: amounts.diskGb * seconds
});

/** Of a GPU that others have had, too, nobody knows whose its power was: it counts by the rate card. */
function worked({ busyCpuSeconds, gpus, seconds }: Measured): Amounts {
  const told = gpus.filter(({ isShared, powerWatts }) => !isShared && powerWatts !== null);
  return {
    ...NOTHING,
    busy_cpu_seconds: busyCpuSeconds,
    measured_gpu_seconds: told.length * seconds,
    gpu_joules: told.reduce((sum, { powerWatts }) => sum + powerWatts! * seconds, 0)
  };
}

/** A node that works spends for its job, an idle one for its cluster. */
function spenderOf({ clusterId, id, job, name, user, workspaceId }: Holding): Spender {
  const by = job
    ? ({ kind: 'job', ...job } as const)
    : clusterId === null
      ? ({ kind: 'instance', id, name } as const)
      : ({ kind: 'cluster', id: clusterId, name } as const);
  return { ...by, workspace_id: workspaceId, cluster_id: clusterId, user_name: user };
}

/**
 * Adds up what is held, hour by hour: instances and idle nodes as it sees them every 15 seconds, jobs as
 * they tell. What happens while no server runs is not added.
 */
export function createUsageMeter(options: UsageMeterOptions) {
  const { clock, database, held, log, rates, ticker } = options;
  const store = createUsageHourStore(database.queries);
  const pending = new Map<string, HourRow>();
  /** Measured of what the next look tells whose it is. */
  const measured = new Map<string, Amounts>();
  let looked = ticker.monotonic();

  function add(spender: Spender, amounts: Amounts): void {
    const hour = Math.floor(clock() / HOUR) * HOUR;
    const key = `${hour} ${spender.id}`;
    const before = pending.get(key) ?? { ...spender, ...NOTHING, hour };
    pending.set(key, { ...before, ...spender, ...added(before, amounts) });
  }

  async function flush(): Promise<void> {
    const rows = [...pending.values()];
    if (!rows.length) {
      return;
    }
    pending.clear();
    try {
      await database.transaction(async queries => {
        const within = createUsageHourStore(queries);
        for (const row of rows) {
          await within.add(row);
        }
      });
    } catch (error) {
      for (const row of rows) {
        const key = `${row.hour} ${row.id}`;
        pending.set(key, { ...row, ...added(row, pending.get(key) ?? NOTHING) });
      }
      throw error;
    }
  }

  async function look(): Promise<void> {
    const now = ticker.monotonic();
    const seconds = Math.min(now - looked, LONGEST) / SECOND;
    looked = now;
    for (const holding of await held()) {
      if (!holding.job) {
        const told = measured.get(holding.id) ?? NOTHING;
        add(spenderOf(holding), added(reserved(holding, seconds), told));
      }
    }
    measured.clear();
    await flush();
  }

  const stop = ticker.every(EVERY, () =>
    look().catch((err: unknown) => log.warn({ err }, 'what is held could not be added up'))
  );

  async function rowsOf(id: string): Promise<HourRow[]> {
    const waiting = [...pending.values()].filter(row => row.id === id);
    return [...(await store.of(id)), ...waiting];
  }

  return {
    async stop(): Promise<void> {
      await stop();
      await look().catch((err: unknown) => log.warn({ err }, 'what is held could not be added up'));
    },
    flush,
    /** What an instance has done since it was last told. */
    measured(id: string, of: Measured): void {
      measured.set(id, added(measured.get(id) ?? NOTHING, worked(of)));
    },
    /** A node has worked so long for the job that it names. */
    worked(holding: Holding, of: Measured): void {
      add(spenderOf(holding), added(reserved(holding, of.seconds), worked(of)));
    },
    /** All that was ever spent by it. */
    async totalOf(id: string): Promise<{ consumption: Consumption; expense: Expense }> {
      const rows = await rowsOf(id);
      return totalOf(rows, await rates.ofTimes(), clock());
    }
  };
}

/** What rows come to, each by the rate card of its hour. */
export function totalOf(
  rows: readonly HourRow[],
  ratesAt: Awaited<ReturnType<Rates['ofTimes']>>,
  now: number
): { consumption: Consumption; expense: Expense } {
  const parts = rows.map(consumptionOf);
  // An hour goes by the card at its end: that of a card which was set within it counts for all of it.
  const at = ({ hour }: HourRow): number => Math.min(hour + HOUR - 1, now);
  return {
    consumption: sumOfConsumption(parts),
    expense: sumOfExpenses(
      rows.map((row, place) => expenseOf(parts[place]!, ratesAt(at(row)))),
      ratesAt(now).currency
    )
  };
}
