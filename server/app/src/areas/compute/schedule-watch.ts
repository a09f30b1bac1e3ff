import type { InstanceSchedule } from '@atelier-ml/api';
import type { Logger } from 'pino';
import type { Clock } from '../../identity.ts';
import type { Ticker } from '../../ticker.ts';
import type { createComputeStore, InstanceRow } from './compute.store.ts';
import type { InstanceLife } from './instance-life.ts';
import { schedulesOf } from './instance-present.ts';
import { lastDue } from './schedule-times.ts';

export interface ScheduleWatchOptions {
  clock: Clock;
  life: Pick<InstanceLife, 'change' | 'start' | 'stop'>;
  store: ReturnType<typeof createComputeStore>;
  ticker: Ticker;
  log: Logger;
}

const EVERY = 15_000;
/** What was due longer ago, while no server ran or the machine slept, is left out. */
const GRACE = 10 * 60_000;

/**
 * Starts and stops instances when it is time. What was missed is done late, and only the last of it:
 * a machine that wakes at noon does not start and stop what was due in the night.
 */
export function watchSchedules({ clock, life, log, store, ticker }: ScheduleWatchOptions) {
  async function act(row: InstanceRow, action: InstanceSchedule['action']): Promise<void> {
    if (action === 'stop' && row.state === 'running') {
      await life.stop(row, 'schedule');
    } else if (action === 'start' && row.state !== 'running') {
      await life.start(row).catch((error: Error) => life.change(row, { problem: error.message }));
    }
  }

  async function follow(row: InstanceRow): Promise<void> {
    const now = clock();
    const followed = row.schedules_at ?? now;
    if (now < followed - GRACE) {
      // The clock was far ahead, and is right now.
      await store.update(row.id, { schedules_at: now });
    } else if (now > followed) {
      const due = lastDue(schedulesOf(row), Math.max(followed, now - GRACE), now);
      if (due) {
        await act(row, due);
        // After it: a server that is killed meanwhile does it again, which changes nothing.
        await store.update(row.id, { schedules_at: now });
      }
    }
  }

  return ticker.every(EVERY, async () => {
    try {
      for (const row of await store.listScheduled()) {
        await follow(row);
      }
    } catch (err) {
      log.warn({ err }, 'schedules of instances could not be followed');
    }
  });
}
