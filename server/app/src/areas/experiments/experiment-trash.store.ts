import { sql } from 'kysely';
import { contains } from '../../drivers/database/index.ts';
import type { DatabaseKind, Queries } from '../../drivers/database/index.ts';
import type { TrashedItem, TrashFilter, TrashPosition, TrashScope } from '../../trash.ts';
import { amountsOfRuns } from './run-amounts.store.ts';
import type { ExperimentRow, RunTables } from './tables.ts';
import { isMeant } from './trash-scope.store.ts';

/** Experiments in the trash. */
export function createExperimentTrashStore(queries: Queries, databaseKind: DatabaseKind) {
  const db = queries.$extendTables<RunTables>();
  const matching = ({ search, workspaceId }: TrashFilter) =>
    db
      .selectFrom('experiments')
      .where('workspace_id', '=', workspaceId)
      .where('deleted_at', 'is not', null)
      .$if(search !== undefined, query => query.where(contains(['experiments.name'], search!)));
  const meant = (scope: TrashScope) =>
    db.selectFrom('experiments').where(isMeant(scope, 'experiment', 'experiments'));
  return {
    async list(filter: TrashFilter, limit: number, after?: TrashPosition): Promise<TrashedItem[]> {
      const rows = await matching(filter)
        .select(['id', 'name', 'deleted_at', 'deleted_by'])
        .select([
          sql<number>`(select count(*) from runs where experiment_id = experiments.id)`.as('runs'),
          sql<number>`(select coalesce(sum(size), 0) from run_artifacts
            where run_id in (select id from runs where experiment_id = experiments.id))`.as('size')
        ])
        .$if(after !== undefined, query =>
          query.where(({ eb, refTuple, tuple }) =>
            eb(refTuple('deleted_at', 'id'), '<', tuple(after![0], after![1]))
          )
        )
        .orderBy('deleted_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(row => ({
        kind: 'experiment',
        id: row.id,
        name: row.name,
        experiment: null,
        runCount: Number(row.runs),
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
    async amounts(scope: TrashScope) {
      const { count } = await meant(scope)
        .select(expression => expression.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      const ofRuns = await amountsOfRuns(
        queries,
        sql`select runs.id from runs join experiments on experiments.id = runs.experiment_id
          where ${isMeant(scope, 'experiment', 'experiments')}`
      );
      return { experiments: Number(count), ...ofRuns };
    },
    async holds(scope: TrashScope): Promise<boolean> {
      return (await meant(scope).select('id').limit(1).executeTakeFirst()) !== undefined;
    },
    /** One that is meant, kept from all others until the transaction ends. */
    claim: (scope: TrashScope): Promise<ExperimentRow | undefined> =>
      meant(scope)
        .selectAll()
        .limit(1)
        .$if(databaseKind === 'postgresql', query => query.forUpdate())
        .executeTakeFirst(),
    /** Removes one that has no runs any more. */
    purge: (id: string) => db.deleteFrom('experiments').where('id', '=', id).execute()
  };
}
