import type { RunStatus, View } from '@atelier-ml/api';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { contains } from '../../drivers/database/index.ts';
import type { Queries } from '../../drivers/database/index.ts';
import { STALE_AFTER } from './staleness.ts';
import type { RunRow, RunTables } from './tables.ts';

export interface RunFilter {
  workspaceId: string;
  experimentId?: string;
  status?: RunStatus;
  search?: string;
  view: View;
  now: number;
}

export type Direction = 'ascending' | 'descending';

/** Value of the order and id of the last run of a page. */
export type RunPosition = [number | string, string];

export type ListedRun = RunRow & { experiment_name: string; experiment_deleted_at: number | null };
export type RankedRun = ListedRun & { metric_value: number };

const ofExperiment = [
  'experiments.name as experiment_name',
  'experiments.deleted_at as experiment_deleted_at'
] as const;

/** The rows of runs. */
export function createRunStore(queries: Queries) {
  const db = queries.$extendTables<RunTables>();

  const joined = db
    .selectFrom('runs')
    .innerJoin('experiments', 'experiments.id', 'runs.experiment_id');

  /** A run goes with its experiment. */
  const lifeOf = {
    active: sql<boolean>`runs.deleted_at is null and experiments.deleted_at is null`,
    deleted: sql<boolean>`(runs.deleted_at is not null or experiments.deleted_at is not null)`
  };

  const conditionsOf = (filter: RunFilter): RawBuilder<boolean>[] => {
    const { experimentId, now, search, status, view, workspaceId } = filter;
    const since = now - STALE_AFTER;
    // One of the two scopes is enough, and leaves the database one index to choose.
    const conditions = [
      experimentId === undefined
        ? sql<boolean>`runs.workspace_id = ${workspaceId}`
        : sql<boolean>`runs.experiment_id = ${experimentId}`
    ];
    if (view !== 'all') {
      conditions.push(lifeOf[view]);
    }
    if (search !== undefined) {
      conditions.push(contains(['runs.name', 'runs.notebook', 'experiments.name'], search));
    }
    if (status !== undefined) {
      conditions.push(sql`runs.status = ${status === 'stale' ? 'running' : status}`);
    }
    if (status === 'running') {
      conditions.push(sql`runs.heard_at >= ${since}`);
    }
    if (status === 'stale') {
      conditions.push(sql`runs.heard_at < ${since}`);
    }
    return conditions;
  };

  /** Before or after a position, whichever way the list goes. */
  const beyond = (
    columns: [string, string],
    direction: Direction,
    [value, id]: RunPosition
  ): RawBuilder<boolean> =>
    sql`(${sql.join(columns.map(column => sql.ref(column)))}) ${sql.raw(
      direction === 'ascending' ? '>' : '<'
    )} (${value}, ${id})`;

  const ways = { ascending: 'asc', descending: 'desc' } as const;

  return {
    /** By start or by name. */
    list(
      filter: RunFilter,
      order: 'started_at' | 'name',
      direction: Direction,
      limit: number,
      after?: RunPosition
    ): Promise<ListedRun[]> {
      const column = `runs.${order}` as const;
      const where = conditionsOf(filter);
      if (after) {
        where.push(beyond([column, 'runs.id'], direction, after));
      }
      return joined
        .selectAll('runs')
        .select(ofExperiment)
        .where(sql<boolean>`${sql.join(where, sql` and `)}`)
        .orderBy(column, ways[direction])
        .orderBy('runs.id', ways[direction])
        .limit(limit)
        .execute();
    },

    /** By the last value of a metric; runs without a number there are not among them. */
    listByMetric(
      filter: RunFilter,
      key: string,
      direction: Direction,
      limit: number,
      after?: RunPosition
    ): Promise<RankedRun[]> {
      const scope = filter.experimentId === undefined ? 'workspace_id' : 'experiment_id';
      const where = conditionsOf(filter);
      if (after) {
        where.push(beyond(['run_metrics.last', 'run_metrics.run_id'], direction, after));
      }
      return db
        .selectFrom('run_metrics')
        .innerJoin('runs', 'runs.id', 'run_metrics.run_id')
        .innerJoin('experiments', 'experiments.id', 'runs.experiment_id')
        .selectAll('runs')
        .select([...ofExperiment, 'run_metrics.last as metric_value'])
        .$narrowType<{ metric_value: number }>()
        .where(`run_metrics.${scope}`, '=', filter.experimentId ?? filter.workspaceId)
        .where('run_metrics.key', '=', key)
        .where('run_metrics.last', 'is not', null)
        .where(sql<boolean>`${sql.join(where, sql` and `)}`)
        .orderBy('run_metrics.last', ways[direction])
        .orderBy('run_metrics.run_id', ways[direction])
        .limit(limit)
        .execute();
    },

    /** The runs that `listByMetric` leaves out, the last started first. */
    listWithoutMetric(
      filter: RunFilter,
      key: string,
      limit: number,
      after?: RunPosition
    ): Promise<ListedRun[]> {
      const where = conditionsOf(filter);
      if (after) {
        where.push(beyond(['runs.started_at', 'runs.id'], 'descending', after));
      }
      return joined
        .selectAll('runs')
        .select(ofExperiment)
        .where(sql<boolean>`${sql.join(where, sql` and `)}`)
        .where(where =>
          where.not(
            where.exists(
              where
                .selectFrom('run_metrics')
                .select('run_metrics.run_id')
                .whereRef('run_metrics.run_id', '=', 'runs.id')
                .where('run_metrics.key', '=', key)
                .where('run_metrics.last', 'is not', null)
            )
          )
        )
        .orderBy('runs.started_at', 'desc')
        .orderBy('runs.id', 'desc')
        .limit(limit)
        .execute();
    },

    async count(filter: RunFilter): Promise<number> {
      const row = await joined
        .select(expression => expression.fn.countAll<number>().as('count'))
        .where(sql<boolean>`${sql.join(conditionsOf(filter), sql` and `)}`)
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },

    find: (id: string): Promise<ListedRun | undefined> =>
      joined.selectAll('runs').select(ofExperiment).where('runs.id', '=', id).executeTakeFirst(),

    update: (id: string, changes: Partial<RunRow>) =>
      db.updateTable('runs').set(changes).where('id', '=', id).execute(),

    /** Runs that say they are running and were last heard of in that time, the end included. */
    silentBetween: (after: number, until: number) =>
      db
        .selectFrom('runs')
        .select(['id', 'name', 'workspace_id'])
        .where('status', '=', 'running')
        .where('heard_at', '>', after)
        .where('heard_at', '<=', until)
        .execute()
  };
}
