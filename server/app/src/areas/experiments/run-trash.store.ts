import { sql } from 'kysely';
import { contains } from '../../drivers/database/index.ts';
import type { DatabaseKind, Queries } from '../../drivers/database/index.ts';
import type { TrashedItem, TrashFilter, TrashPosition, TrashScope } from '../../trash.ts';
import { amountsOfRuns } from './run-amounts.store.ts';
import type { RunRow, RunTables } from './tables.ts';
import { isMeant } from './trash-scope.store.ts';

/** Runs that were deleted by themselves: others go and come back with their experiment. */
export function createRunTrashStore(queries: Queries, databaseKind: DatabaseKind) {
  const db = queries.$extendTables<RunTables>();
  const matching = ({ search, workspaceId }: TrashFilter) =>
    db
      .selectFrom('runs')
      .innerJoin('experiments', 'experiments.id', 'runs.experiment_id')
      .where('runs.workspace_id', '=', workspaceId)
      .where('runs.deleted_at', 'is not', null)
      .where('experiments.deleted_at', 'is', null)
      .$if(search !== undefined, query =>
        query.where(contains(['runs.name', 'experiments.name'], search!))
      );
  const meant = (scope: TrashScope) => db.selectFrom('runs').where(isMeant(scope, 'run', 'runs'));
  return {
    async list(filter: TrashFilter, limit: number, after?: TrashPosition): Promise<TrashedItem[]> {
      const rows = await matching(filter)
        .select(['runs.id', 'runs.name', 'runs.deleted_at', 'runs.deleted_by'])
        .select('experiments.name as experiment')
        .select(
          sql<number>`(select coalesce(sum(size), 0) from run_artifacts
          where run_id = runs.id)`.as('size')
        )
        .$if(after !== undefined, query =>
          query.where(({ eb, refTuple, tuple }) =>
            eb(refTuple('runs.deleted_at', 'runs.id'), '<', tuple(after![0], after![1]))
          )
        )
        .orderBy('runs.deleted_at', 'desc')
        .orderBy('runs.id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(row => ({
        kind: 'run',
        id: row.id,
        name: row.name,
        experiment: row.experiment,
        runCount: null,
        size: Number(row.size),
        deletedAt: row.deleted_at!,
        deletedBy: row.deleted_by ?? null
      }));
    },
    async count(filter: TrashFilter): Promise<number> {
      const row = await matching(filter)
        .select(expression => expression.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
    /** Those alone that do not go with their experiment. */
    amounts: (scope: TrashScope) =>
      amountsOfRuns(
        queries,
        sql`select runs.id from runs join experiments on experiments.id = runs.experiment_id
          where ${isMeant(scope, 'run', 'runs')}
            and not ${isMeant(scope, 'experiment', 'experiments')}`
      ),
    async holds(scope: TrashScope): Promise<boolean> {
      return (await meant(scope).select('id').limit(1).executeTakeFirst()) !== undefined;
    },
    /** Some of the runs that are meant, kept from all others until the transaction ends. */
    claim: (scope: TrashScope, limit: number): Promise<RunRow[]> =>
      meant(scope)
        .selectAll()
        .limit(limit)
        .$if(databaseKind === 'postgresql', query => query.forUpdate())
        .execute(),
    claimOfExperiment: (experimentId: string, limit: number): Promise<RunRow[]> =>
      db
        .selectFrom('runs')
        .selectAll()
        .where('experiment_id', '=', experimentId)
        .limit(limit)
        .$if(databaseKind === 'postgresql', query => query.forUpdate())
        .execute(),
    /** Removes runs with all that hangs on them; their ids stay, so that nothing revives them. */
    async purge(ids: string[], now: number): Promise<void> {
      await db
        .insertInto('deleted_runs')
        .values(ids.map(id => ({ id, deleted_at: now })))
        .onConflict(conflict => conflict.doNothing())
        .execute();
      await db.deleteFrom('runs').where('id', 'in', ids).execute();
    }
  };
}
