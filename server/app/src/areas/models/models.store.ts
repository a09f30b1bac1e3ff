import { contains } from '../../drivers/database/index.ts';
import type { Queries } from '../../drivers/database/index.ts';

export type ModelTables = {
  models: ModelRow;
  model_versions: ModelVersionRow;
  model_version_files: ModelFileRow;
  model_aliases: { model_id: string; alias: string; version: number };
  model_alias_history: {
    model_id: string;
    alias: string;
    version: number | null;
    username: string;
    at: number;
  };
};

export interface ModelRow {
  id: string;
  workspace_id: string;
  name: string;
  description: string;
  tags: string;
  last_version: number;
  created_at: number;
  updated_at: number;
}

export interface ModelVersionRow {
  model_id: string;
  version: number;
  format: string;
  filename: string;
  sha256: string;
  size: number;
  signature: string | null;
  metadata: string;
  run_id: string | null;
  metrics: string;
  example: string | null;
  description: string;
  created_at: number;
  /** What MLflow's clients say of a version; null where they have said nothing. */
  source: string | null;
  run_link: string | null;
  stage: string | null;
  /** JSON. */
  tags: string | null;
  logged_model_id: string | null;
  updated_at: number | null;
}

/** One file of a version that is a folder of them. */
export interface ModelFileRow {
  model_id: string;
  version: number;
  path: string;
  sha256: string;
  size: number;
  media_type: string;
}

export interface ModelFilter {
  workspaceId: string;
  search?: string;
  /** Change and id of the last model of the page before. */
  after?: readonly [updatedAt: number, id: string];
  limit: number;
}

/** The table of registered models. */
export function createModelStore(queries: Queries) {
  const db = queries.$extendTables<ModelTables>();
  const matching = (workspaceId: string, search: string | undefined) =>
    db
      .selectFrom('models')
      .where('workspace_id', '=', workspaceId)
      // MLflow's clients make a model before its first version, and keep prompts as models too.
      .where(where =>
        where.exists(
          where
            .selectFrom('model_versions')
            .select('model_versions.version')
            .whereRef('model_versions.model_id', '=', 'models.id')
            .where('model_versions.format', '<>', 'prompt')
        )
      )
      .$if(search !== undefined, query =>
        query.where(contains(['models.name', 'models.description'], search!))
      );
  return {
    list: ({ after, limit, search, workspaceId }: ModelFilter) =>
      matching(workspaceId, search)
        .selectAll()
        .$if(after !== undefined, query =>
          query.where(({ eb, refTuple, tuple }) =>
            eb(refTuple('updated_at', 'id'), '<', tuple(after![0], after![1]))
          )
        )
        .orderBy('updated_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
    async count(workspaceId: string, search?: string): Promise<number> {
      const row = await matching(workspaceId, search)
        .select(expression => expression.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
    /** By id or name; an id wins over a name that looks like one. */
    find: (workspaceId: string, reference: string) =>
      db
        .selectFrom('models')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where(where => where.or([where('id', '=', reference), where('name', '=', reference)]))
        .orderBy(order => order.case().when('id', '=', reference).then(0).else(1).end())
        .limit(1)
        .executeTakeFirst(),
    findById: (id: string) =>
      db.selectFrom('models').selectAll().where('id', '=', id).executeTakeFirst(),
    insert: (row: ModelRow) => db.insertInto('models').values(row).execute(),
    /** Answers false if there is no such model any more. */
    async update(id: string, changes: Partial<ModelRow>): Promise<boolean> {
      const result = await db
        .updateTable('models')
        .set(changes)
        .where('id', '=', id)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
    /** Keeps other writers of the model out until the transaction ends; answers its present row. */
    lock: (id: string) =>
      db
        .updateTable('models')
        .set(expression => ({ updated_at: expression.ref('updated_at') }))
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst(),
    delete: (id: string) => db.deleteFrom('models').where('id', '=', id).execute()
  };
}
