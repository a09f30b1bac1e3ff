import { sql } from 'kysely';
import { contains } from '../../drivers/database/index.ts';
import type { DatabaseKind, Queries } from '../../drivers/database/index.ts';
import { isMeant } from '../experiments/index.ts';
import type { RunTables } from '../experiments/index.ts';
import type { TrashedItem, TrashFilter, TrashPosition, TrashScope } from '../../trash.ts';
import type { LoggedModelRow } from './logged-models.store.ts';

type Tables = Pick<RunTables, 'experiments'> & { logged_models: LoggedModelRow };

/** Logged models that were deleted by themselves: others go and come back with their experiment. */
export function createLoggedModelTrashStore(queries: Queries, databaseKind: DatabaseKind) {
  const db = queries.$extendTables<Tables>();
  const matching = ({ search, workspaceId }: TrashFilter) =>
    db
      .selectFrom('logged_models')
      .innerJoin('experiments', 'experiments.id', 'logged_models.experiment_id')
      .where('logged_models.workspace_id', '=', workspaceId)
      .where('logged_models.deleted_at', 'is not', null)
      .where('experiments.deleted_at', 'is', null)
      .$if(search !== undefined, query =>
        query.where(contains(['logged_models.name', 'experiments.name'], search!))
      );
  const meant = (scope: TrashScope) =>
    db.selectFrom('logged_models').where(isMeant(scope, 'logged-model', 'logged_models'));
  return {
    async list(filter: TrashFilter, limit: number, after?: TrashPosition): Promise<TrashedItem[]> {
      const rows = await matching(filter)
        .select(['logged_models.id', 'logged_models.name'])
        .select(['logged_models.deleted_at', 'logged_models.deleted_by'])
        .select('experiments.name as experiment')
        .select(
          sql<number>`(select coalesce(sum(size), 0) from logged_model_artifacts
          where model_id = logged_models.id)`.as('size')
        )
        .$if(after !== undefined, query =>
          query.where(({ eb, refTuple, tuple }) =>
            eb(
              refTuple('logged_models.deleted_at', 'logged_models.id'),
              '<',
              tuple(after![0], after![1])
            )
          )
        )
        .orderBy('logged_models.deleted_at', 'desc')
        .orderBy('logged_models.id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(row => ({
        kind: 'logged-model',
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
    /** With those that go with their experiment. */
    async amounts(scope: TrashScope): Promise<{ loggedModels: number; files: number }> {
      const going = sql`select logged_models.id from logged_models
        join experiments on experiments.id = logged_models.experiment_id
        where ${isMeant(scope, 'logged-model', 'logged_models')}
          or ${isMeant(scope, 'experiment', 'experiments')}`;
      const { rows } = await sql<{ models: number; files: number }>`select
        (select count(*) from logged_models where id in (${going})) as models,
        (select count(*) from logged_model_artifacts where model_id in (${going})) as files
      `.execute(queries);
      return { loggedModels: Number(rows[0]!.models), files: Number(rows[0]!.files) };
    },
    async holds(scope: TrashScope): Promise<boolean> {
      return (await meant(scope).select('id').limit(1).executeTakeFirst()) !== undefined;
    },
    claim: (scope: TrashScope, limit: number): Promise<LoggedModelRow[]> =>
      meant(scope)
        .selectAll()
        .limit(limit)
        .$if(databaseKind === 'postgresql', query => query.forUpdate())
        .execute(),
    find: (id: string) =>
      db
        .selectFrom('logged_models')
        .innerJoin('experiments', 'experiments.id', 'logged_models.experiment_id')
        .select(['logged_models.workspace_id', 'experiments.name as experiment'])
        .select('experiments.deleted_at as experiment_deleted_at')
        .where('logged_models.id', '=', id)
        .executeTakeFirst(),
    restore: (id: string) =>
      db.updateTable('logged_models').set({ deleted_at: null }).where('id', '=', id).execute(),
    async purge(ids: string[]): Promise<void> {
      await db.deleteFrom('logged_models').where('id', 'in', ids).execute();
    }
  };
}
