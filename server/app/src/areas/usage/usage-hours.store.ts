import type { Consumption, SpentBy } from '@atelier-ml/api';
import { sql } from 'kysely';
import type { Queries } from '../../drivers/database/index.ts';

type Tables = { usage_hours: HourRow };

/** Whom something is spent by. */
export interface Spender {
  kind: SpentBy['kind'];
  id: string;
  name: string;
  workspace_id: string;
  cluster_id: string | null;
  user_name: string | null;
}

/** Amounts of an hour, in seconds; a processor that is had for a second is one. */
export interface Amounts {
  cpu_seconds: number;
  busy_cpu_seconds: number;
  memory_gib_seconds: number;
  gpu_seconds: number;
  measured_gpu_seconds: number;
  gpu_joules: number;
  disk_gib_seconds: number;
}
export type HourRow = Spender & Amounts & { hour: number };

export const AMOUNTS = [
  'cpu_seconds',
  'busy_cpu_seconds',
  'memory_gib_seconds',
  'gpu_seconds',
  'measured_gpu_seconds',
  'gpu_joules',
  'disk_gib_seconds'
] as const satisfies readonly (keyof Amounts)[];

const HOUR_SECONDS = 3_600;
const KWH_JOULES = 3_600_000;

export const consumptionOf = (row: Amounts): Consumption => ({
  cpuHours: row.cpu_seconds / HOUR_SECONDS,
  busyCpuHours: row.busy_cpu_seconds / HOUR_SECONDS,
  memoryGibHours: row.memory_gib_seconds / HOUR_SECONDS,
  gpuHours: row.gpu_seconds / HOUR_SECONDS,
  measuredGpuHours: row.measured_gpu_seconds / HOUR_SECONDS,
  measuredGpuKwh: row.gpu_joules / KWH_JOULES,
  diskGibHours: row.disk_gib_seconds / HOUR_SECONDS
});

export interface HourFilter {
  from: number;
  to: number;
  workspaceId?: string;
  user?: string;
  subject?: string;
}

/** The table of what was held in each hour. */
export function createUsageHourStore(queries: Queries) {
  const db = queries.$extendTables<Tables>();
  return {
    /** Adds to what the hour has already. */
    add: (row: HourRow) =>
      db
        .insertInto('usage_hours')
        .values(row)
        .onConflict(conflict =>
          conflict.columns(['hour', 'kind', 'id']).doUpdateSet({
            name: row.name,
            ...Object.fromEntries(
              AMOUNTS.map(name => [name, sql`usage_hours.${sql.ref(name)} + ${row[name]}`])
            )
          })
        )
        .execute(),
    between: ({ from, subject, to, user, workspaceId }: HourFilter): Promise<HourRow[]> =>
      db
        .selectFrom('usage_hours')
        .selectAll()
        .where('hour', '>=', from)
        .where('hour', '<', to)
        .$if(workspaceId !== undefined, query => query.where('workspace_id', '=', workspaceId!))
        .$if(user !== undefined, query => query.where('user_name', '=', user!))
        .$if(subject !== undefined, query =>
          query.where(where =>
            where.or([where('id', '=', subject!), where('cluster_id', '=', subject!)])
          )
        )
        .orderBy('hour')
        .execute(),
    of: (id: string): Promise<HourRow[]> =>
      db.selectFrom('usage_hours').selectAll().where('id', '=', id).orderBy('hour').execute()
  };
}
