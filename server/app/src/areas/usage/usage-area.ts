import type { Logger } from 'pino';
import type { Database } from '../../drivers/database/index.ts';
import type { Clock } from '../../identity.ts';
import type { Ticker } from '../../ticker.ts';
import type { Changes } from '../system/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import type { Rooms } from './holdings.ts';
import { createQuotas } from './quotas.service.ts';
import { createRates } from './rates.service.ts';
import { createUsageHistory } from './usage-history.ts';
import { createUsageMeter } from './usage-meter.ts';

export interface UsageAreaOptions {
  changes: Changes;
  clock: Clock;
  database: Database;
  ticker: Ticker;
  workspaces: Workspaces;
  /** What the machines behind the drivers have. */
  rooms(): Promise<Rooms>;
  log: Logger;
}

export type UsageArea = ReturnType<typeof createUsageArea>;

/** What users and workspaces hold, how much of it they may, and what it comes to. */
export function createUsageArea(options: UsageAreaOptions) {
  const quotas = createQuotas(options);
  const rates = createRates(options);
  const meter = createUsageMeter({ ...options, rates, held: quotas.held });
  const history = createUsageHistory({ ...options, meter, rates });
  return { quotas, rates, meter, history, stop: meter.stop };
}
