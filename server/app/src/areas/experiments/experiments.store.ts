import type { View } from '@atelier-ml/api';
import { newId } from '../../identity.ts';
import { contains } from '../../drivers/database/index.ts';
import type { Queries } from '../../drivers/database/index.ts';
import type { ExperimentRow, RunTables } from './tables.ts';

export interface ExperimentFilter {
  workspaceId: string;
  view: View;
  search?: string;
}

/** Change time and id of the last experiment of a page. */
export type ExperimentPosition = [number, string];

export interface RunCounts {
  runs: number;
  active: number;
}

/** What MLflow calls the experiment of those who name none. */
export const DEFAULT_EXPERIMENT = 'Default';

export function createExperimentStore(queries: Queries) {
  const db = queries.$extendTables<RunTables>();
  const matching = ({ search, view, workspaceId }: ExperimentFilter) =>
    db
      .selectFrom('experiments')
      .where('workspace_id', '=', workspaceId)
      .$if(view !== 'all', query =>
        query.where('deleted_at', view === 'active' ? 'is' : 'is not', null)
      )
      .$if(search !== undefined, query =>
        query.where(contains(['experiments.name', 'experiments.description'], search!))
      );
  const findActive = (workspaceId: string, name: string) =>
    db
      .selectFrom('experiments')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('name', '=', name)
      .where('deleted_at', 'is', null)
      .executeTakeFirst();

  /** 0 is for the one that MLflow calls Default. */
  async function nextNumber(workspaceId: string, name: string): Promise<number> {
    if (name === DEFAULT_EXPERIMENT) {
      const taken = await db
        .selectFrom('experiments')
        .select('id')
        .where('workspace_id', '=', workspaceId)
        .where('number', '=', 0)
        .executeTakeFirst();
      if (!taken) {
        return 0;
      }
    }
    const { last_number } = await db
      .insertInto('experiment_counters')
      .values({ workspace_id: workspaceId, last_number: 1 })
      .onConflict(conflict =>
        conflict
          .column('workspace_id')
          .doUpdateSet(set => ({ last_number: set('experiment_counters.last_number', '+', 1) }))
      )
      .returning('last_number')
      .executeTakeFirstOrThrow();
    return last_number;
  }

  /** One that lies in the trash does not keep its name from others. */
  async function freeName(workspaceId: string, name: string): Promise<void> {
    const trashed = await db
      .selectFrom('experiments')
      .select(['id', 'number'])
      .where('workspace_id', '=', workspaceId)
      .where('name', '=', name)
      .where('deleted_at', 'is not', null)
      .executeTakeFirst();
    if (trashed) {
      const mark = ` - deleted ${trashed.number}`;
      await db
        .updateTable('experiments')
        .set({ name: name.slice(0, 128 - mark.length) + mark })
        .where('id', '=', trashed.id)
        .execute();
    }
  }

  async function numbered(row: Omit<ExperimentRow, 'number'>): Promise<ExperimentRow> {
    await freeName(row.workspace_id, row.name);
    return { ...row, number: await nextNumber(row.workspace_id, row.name) };
  }

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
    findByNumber: (workspaceId: string, number: number) =>
      db
        .selectFrom('experiments')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where('number', '=', number)
        .executeTakeFirst(),
    /** Rejects when the name is taken by one that is not in the trash. */
    async insert(row: Omit<ExperimentRow, 'number'>): Promise<ExperimentRow> {
      const whole = await numbered(row);
      await db.insertInto('experiments').values(whole).execute();
      return whole;
    },
    freeName,
    /** The experiment of that name, made if there is none. */
    async open(
      workspaceId: string,
      name: string,
      now: number
    ): Promise<ExperimentRow & { made: boolean }> {
      const known = await findActive(workspaceId, name);
      if (known) {
        return { ...known, made: false };
      }
      const id = newId();
      const row = await numbered({
        id,
        workspace_id: workspaceId,
        name,
        description: '',
        created_at: now,
        updated_at: now,
        deleted_at: null
      });
      // Another server may make it at the same time.
      await db
        .insertInto('experiments')
        .values(row)
        .onConflict(conflict => conflict.doNothing())
        .execute();
      const found = (await findActive(workspaceId, name))!;
      return { ...found, made: found.id === id };
    },
    async tags(ids: string[]) {
      return ids.length
        ? db.selectFrom('experiment_tags').selectAll().where('experiment_id', 'in', ids).execute()
        : [];
    },
    /** All tags from now on. */
    async setTags(id: string, tags: Record<string, string>): Promise<void> {
      await db.deleteFrom('experiment_tags').where('experiment_id', '=', id).execute();
      const rows = Object.entries(tags).map(([key, value]) => ({ experiment_id: id, key, value }));
      if (rows.length) {
        await db.insertInto('experiment_tags').values(rows).execute();
      }
    },
    update: (id: string, changes: Partial<ExperimentRow>) =>
      db.updateTable('experiments').set(changes).where('id', '=', id).execute(),
    /** Runs of each experiment, and how many of them are running. */
    async runCounts(ids: string[]): Promise<Map<string, RunCounts>> {
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
                    expression.or([
                      expression('silent_at', 'is', null),
                      expression('silent_at', '!=', expression.ref('heard_at'))
                    ])
                  ])
                )
                .then(1)
                .else(0)
                .end()
            )
            .as('active')
        ])
        .where('experiment_id', 'in', ids)
        .where('deleted_at', 'is', null)
        .groupBy('experiment_id')
        .execute();
      return new Map(
        rows.map(row => [row.experiment_id, { runs: Number(row.runs), active: Number(row.active) }])
      );
    }
  };
}
