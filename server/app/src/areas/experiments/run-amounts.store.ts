import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Queries } from '../../drivers/database/index.ts';

/** What hangs on the runs that an expression names by their ids. */
export async function amountsOfRuns(queries: Queries, ids: RawBuilder<unknown>) {
  const { rows } = await sql<Record<'runs' | 'metrics' | 'points' | 'files', number>>`select
    (select count(*) from runs where id in (${ids})) as runs,
    (select count(*) from run_metrics where run_id in (${ids})) as metrics,
    (select coalesce(sum(count), 0) from run_metrics where run_id in (${ids})) as points,
    (select count(*) from run_artifacts where run_id in (${ids})) as files`.execute(queries);
  const { files, metrics, points, runs } = rows[0]!;
  return {
    runs: Number(runs),
    metrics: Number(metrics),
    points: Number(points),
    files: Number(files)
  };
}
