import type { Queries } from '../../drivers/database/index.ts';
import type { ModelFileRow, ModelTables, ModelVersionRow } from './models.store.ts';

/** The tables of model versions and the aliases that point at them. */
export function createVersionStore(queries: Queries) {
  const db = queries.$extendTables<
    ModelTables & {
      // Of the experiments area; read only.
      deleted_runs: { id: string };
    }
  >();
  return {
    /** Those of the runs that versions came from that were deleted for good. */
    async goneRuns(rows: Pick<ModelVersionRow, 'run_id'>[]): Promise<Set<string>> {
      const ids = rows.flatMap(row => row.run_id ?? []);
      const found = ids.length
        ? await db.selectFrom('deleted_runs').select('id').where('id', 'in', ids).execute()
        : [];
      return new Set(found.map(({ id }) => id));
    },
    insert: (row: ModelVersionRow) => db.insertInto('model_versions').values(row).execute(),
    async insertFiles(rows: ModelFileRow[]): Promise<void> {
      for (let start = 0; start < rows.length; start += 500) {
        const slice = rows.slice(start, start + 500);
        await db.insertInto('model_version_files').values(slice).execute();
      }
    },
    files: (modelId: string, version: number) =>
      db
        .selectFrom('model_version_files')
        .selectAll()
        .where('model_id', '=', modelId)
        .where('version', '=', version)
        .orderBy('path')
        .execute(),
    find: (modelId: string, version: number) =>
      db
        .selectFrom('model_versions')
        .selectAll()
        .where('model_id', '=', modelId)
        .where('version', '=', version)
        .executeTakeFirst(),
    list: (modelId: string) =>
      db
        .selectFrom('model_versions')
        .selectAll()
        .where('model_id', '=', modelId)
        .orderBy('version', 'desc')
        .execute(),
    /** All versions of all the models: models have few versions, pages few models. */
    listOf: (modelIds: string[]) =>
      db
        .selectFrom('model_versions')
        .selectAll()
        .where('model_id', 'in', modelIds.length ? modelIds : [''])
        .orderBy('version', 'desc')
        .execute(),
    async delete(modelId: string, version: number): Promise<boolean> {
      const result = await db
        .deleteFrom('model_versions')
        .where('model_id', '=', modelId)
        .where('version', '=', version)
        .executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    aliasesOf: (modelIds: string[]) =>
      db
        .selectFrom('model_aliases')
        .selectAll()
        .where('model_id', 'in', modelIds.length ? modelIds : [''])
        .orderBy('alias')
        .execute(),
    findAlias: (modelId: string, alias: string) =>
      db
        .selectFrom('model_aliases')
        .selectAll()
        .where('model_id', '=', modelId)
        .where('alias', '=', alias)
        .executeTakeFirst(),
    setAlias: (modelId: string, alias: string, version: number) =>
      db
        .insertInto('model_aliases')
        .values({ model_id: modelId, alias, version })
        .onConflict(conflict => conflict.columns(['model_id', 'alias']).doUpdateSet({ version }))
        .execute(),
    deleteAlias: (modelId: string, alias: string) =>
      db
        .deleteFrom('model_aliases')
        .where('model_id', '=', modelId)
        .where('alias', '=', alias)
        .execute(),
    /** Notes where an alias points from now on; null: nowhere. */
    noteAlias: (modelId: string, alias: string, version: number | null, by: string, at: number) =>
      db
        .insertInto('model_alias_history')
        .values({ model_id: modelId, alias, version, username: by, at })
        .execute()
  };
}
