import type { UsageHistory, routes } from '@atelier-ml/api';
import type { z } from 'zod';
import type { Database } from '../../drivers/database/index.ts';
import type { User } from '../../http/index.ts';
import type { Clock } from '../../identity.ts';
import type { Workspaces } from '../workspaces/index.ts';
import type { Rates } from './rates.service.ts';
import { createUsageHourStore } from './usage-hours.store.ts';
import type { HourRow } from './usage-hours.store.ts';
import { totalOf } from './usage-meter.ts';
import type { UsageMeter } from './usage-meter.ts';

type Asked = z.output<typeof routes.usage.history.query>;

export interface UsageHistoryOptions {
  clock: Clock;
  database: Database;
  meter: Pick<UsageMeter, 'flush'>;
  rates: Pick<Rates, 'ofTimes'>;
  workspaces: Workspaces;
}

const HOUR = 3_600_000;
const LENGTHS = { hour: HOUR, day: 24 * HOUR };
const WEEK = 7 * 24 * HOUR;

/** Tells what was held over time, by whom, and what it came to. */
export function createUsageHistory(options: UsageHistoryOptions) {
  const { clock, database, meter, rates, workspaces } = options;
  const store = createUsageHourStore(database.reads);
  return async (asked: Asked, user: User): Promise<UsageHistory> => {
    await meter.flush();
    const now = clock();
    const { every, subject, to = now, from = Math.max(0, to - WEEK) } = asked;
    const length = LENGTHS[every];
    const begin = Math.floor(from / length) * length;
    const workspaceId =
      asked.workspace === undefined
        ? undefined
        : (await workspaces.resolve(asked.workspace, user)).id;
    const rows = await store.between({ from: begin, to, workspaceId, user: asked.user, subject });
    const ratesAt = await rates.ofTimes();
    const total = (of: readonly HourRow[]) => totalOf(of, ratesAt, now);
    const buckets = Map.groupBy(rows, ({ hour }) => Math.floor(hour / length) * length);
    const spenders = Map.groupBy(rows, ({ id, kind }) => `${kind} ${id}`);
    return {
      ...{ from: begin, to },
      buckets: [...buckets].map(([at, of]) => ({ at, ...total(of) })),
      items: [...spenders.values()]
        .map(of => ({ ...presentSpender(of.at(-1)!), ...total(of) }))
        .sort((a, b) => b.expense.cost - a.expense.cost || a.name.localeCompare(b.name)),
      total: total(rows)
    };
  };
}

const presentSpender = (row: HourRow) => ({
  ...{ kind: row.kind, id: row.id, name: row.name, workspaceId: row.workspace_id },
  ...{ clusterId: row.cluster_id, user: row.user_name }
});
