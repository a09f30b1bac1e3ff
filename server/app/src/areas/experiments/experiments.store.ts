import { contains } from '../../drivers/database/index.ts';
import type { Queries } from '../../drivers/database/index.ts';
import type { ExperimentRow, RunTables } from './tables.ts';

export interface ExperimentFilter {
  workspaceId: string;
  search?: string;
}

/** Change time and id of the last experiment of a page. */
export type ExperimentPosition = [number, string];

export interface RunCounts {
  runs: number;
  active: number;
}

export function createExperimentStore(queries: Queries) {
  const db = queries.$extendTables<RunTables>();
  const matching = ({ search, workspaceId }: ExperimentFilter) =>
    db
      .selectFrom('experiments')
      .where('workspace_id', '=', workspaceId)
      .$if(search !== undefined, query =>
        query.where(contains(['experiments.name', 'experiments.description'], search!))
      );
  return {
    /** The last changed first. */
    list: (filter: ExperimentFilter, limit: number, after?: ExperimentPosition) =>
      matching(filter)
        .selectAll()
        .$if(after !== undefined, query =>
          query.where(where =>
            where(where.refTuple('updated_at', 'id'), '<', where.tuple(after![0], after![1]))
          )
        )
        .orderBy('updated_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
    async count(filter: ExperimentFilter): Promise<number> {
      const row = await matching(filter)
        .select(expression => expression.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
    /** By id or by name; an id wins over a name that looks like one. */
    find: (workspaceId: string, reference: string) =>
      db
        .selectFrom('experiments')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where(where => where.or([where('id', '=', reference), where('name', '=', reference)]))
        .orderBy(order => order.case().when('id', '=', reference).then(0).else(1).end())
        .limit(1)
        .executeTakeFirst(),
    insert: (row: ExperimentRow) => db.insertInto('experiments').values(row).execute(),
    update: (id: string, changes: Partial<ExperimentRow>) =>
      db.updateTable('experiments').set(changes).where('id', '=', id).execute(),
    /** With all its runs, which are not to come back. */
    async delete(id: string, now: number): Promise<void> {
      await db
        .insertInto('deleted_runs')
        .columns(['id', 'deleted_at'])
        .expression(
          db
            .selectFrom('runs')
            .select(expression => ['id', expression.val(now).as('deleted_at')])
            .where('experiment_id', '=', id)
        )
        .execute();
      await db.deleteFrom('runs').where('experiment_id', '=', id).execute();
      await db.deleteFrom('experiments').where('id', '=', id).execute();
    },
    /** Runs of each experiment, and how many of them were heard of since `heardSince`. */
    async runCounts(ids: string[], heardSince: number): Promise<Map<string, RunCounts>> {
      if (!ids.length) {
        return new Map();
      }
      const rows = await db
        .selectFrom('runs')
        .select('experiment_id')
        .select(expression => [
          expression.fn.countAll<number>().as('runs'),
          expression.fn
            .sum<number>(
              expression
                .case()
                .when(
                  expression.and([
                    expression('status', '=', 'running'),
                    expression('heard_at', '>=', heardSince)
                  ])
                )
                .then(1)
                .else(0)
                .end()
            )
            .as('active')
        ])
        .where('experiment_id', 'in', ids)
        .groupBy('experiment_id')
        .execute();
      return new Map(
        rows.map(row => [row.experiment_id, { runs: Number(row.runs), active: Number(row.active) }])
      );
    }
  };
}
