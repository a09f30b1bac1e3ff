import type { ComputeInstance, UsageSample } from '@atelier-ml/api';
import type { Logger } from 'pino';
import type { Clock } from '../../identity.ts';
import type { Ticker } from '../../ticker.ts';
import type { Changes } from '../system/index.ts';
import { changeOf } from './changes.ts';
import type { createComputeStore, InstanceRow } from './compute.store.ts';
import type { InstanceLife } from './instance-life.ts';
import type { KernelActivity } from './kernel-activity.ts';
import type { UsageWatch } from './usage-watch.ts';

export interface IdleWatchOptions {
  activity: KernelActivity;
  changes: Changes;
  clock: Clock;
  life: Pick<InstanceLife, 'stop'>;
  store: ReturnType<typeof createComputeStore>;
  ticker: Ticker;
  usage: Pick<UsageWatch, 'last'>;
  log: Logger;
}

const EVERY = 10_000;
/** What passes between two looks beyond this was no time in which anybody could have worked. */
const LONGEST_IDLE = 2 * EVERY;
/** Per cent of one processor, or of a GPU, that programs take which only wait. */
const WAITING = 5;
const MINUTE = 60_000;
const WARNED_BEFORE = 5 * MINUTE;
/** So short a rest is not told. */
const NOT_TOLD = MINUTE / 2;

interface Rest {
  /** Milliseconds without work. */
  lasted: number;
  warned: boolean;
  /** What Jupyter last said about its kernels. */
  activity: number;
}

/** A GPU that others have, too, does not tell for whom it works. */
const isUsed = (sample: UsageSample | null): boolean =>
  sample !== null &&
  (sample.cpuPercent > WAITING ||
    sample.gpus.some(gpu => !gpu.isShared && (gpu.utilizationPercent ?? 0) > WAITING));

export type IdleWatch = ReturnType<typeof createIdleWatch>;

/** Stops instances on which nothing has worked for long, after a warning. */
export function createIdleWatch(options: IdleWatchOptions) {
  const { activity, changes, clock, life, log, store, ticker, usage } = options;
  const rests = new Map<string, Rest>();
  let looked = ticker.monotonic();

  const tell = (row: InstanceRow) =>
    changes.commit(async (_, announce) => announce(changeOf(row, 'updated')));

  async function follow(row: InstanceRow, passed: number): Promise<void> {
    const kernels = await store.kernelsOf([row.id]);
    const last = activity.last(kernels);
    const rest = rests.get(row.id) ?? { lasted: 0, warned: false, activity: last };
    const works = activity.isBusy(kernels) || last > rest.activity || isUsed(usage.last(row));
    const lasted = works ? 0 : rest.lasted + passed;
    const limit = row.idle_shutdown_minutes! * MINUTE;
    if (lasted >= limit) {
      rests.delete(row.id);
      await life.stop(row, 'idle');
      return;
    }
    const warned = lasted >= limit - Math.min(WARNED_BEFORE, limit / 2);
    rests.set(row.id, { lasted, warned, activity: last });
    if (warned !== rest.warned) {
      await tell(row);
    }
  }

  async function look(): Promise<void> {
    const now = ticker.monotonic();
    const passed = Math.min(now - looked, LONGEST_IDLE);
    looked = now;
    const rows = (await store.listRunning()).filter(row => row.idle_shutdown_minutes !== null);
    for (const id of rests.keys()) {
      if (!rows.some(row => row.id === id)) {
        rests.delete(id);
      }
    }
    for (const row of rows) {
      await follow(row, passed).catch((err: unknown) =>
        log.warn({ err, instance: row.id }, 'an idle instance could not be stopped')
      );
    }
  }

  const stop = ticker.every(EVERY, () =>
    look().catch((err: unknown) => log.warn({ err }, 'idle instances cannot be looked for'))
  );

  return {
    stop,
    /** Somebody works on it, or wants it kept. */
    async touch(row: InstanceRow): Promise<void> {
      const rest = rests.get(row.id);
      rests.delete(row.id);
      if (rest?.warned) {
        await tell(row);
      }
    },
    of(row: InstanceRow): ComputeInstance['idle'] {
      const rest = rests.get(row.id);
      if (!rest || rest.lasted < NOT_TOLD || row.idle_shutdown_minutes === null) {
        return null;
      }
      const since = Math.round(clock() - rest.lasted);
      const stopsAt = since + row.idle_shutdown_minutes * MINUTE;
      return { since, stopsAt, warned: rest.warned };
    }
  };
}
