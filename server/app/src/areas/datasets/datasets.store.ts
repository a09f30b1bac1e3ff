import { contains } from '../../drivers/database/index.ts';
import type { Queries } from '../../drivers/database/index.ts';

type DatasetTables = {
  datasets: DatasetRow;
  dataset_versions: DatasetVersionRow;
};

export interface DatasetRow {
  id: string;
  workspace_id: string;
  name: string;
  description: string;
  tags: string;
  latest_version: number;
  created_at: number;
  updated_at: number;
}

export interface DatasetVersionRow {
  dataset_id: string;
  version: number;
  format: string;
  filename: string;
  sha256: string;
  size: number;
  row_count: number | null;
  columns: string;
  note: string;
  created_at: number;
}

export interface DatasetFilter {
  workspaceId: string;
  search?: string;
  /** Change and id of the last dataset of the page before. */
  after?: readonly [updatedAt: number, id: string];
  limit: number;
}

/** The tables of datasets and their versions. */
export function createDatasetStore(queries: Queries) {
  const db = queries.$extendTables<DatasetTables>();
  const matching = (workspaceId: string, search: string | undefined) =>
    db
      .selectFrom('datasets')
      .where('workspace_id', '=', workspaceId)
      .$if(search !== undefined, query =>
        query.where(contains(['datasets.name', 'datasets.description'], search!))
      );
  return {
    list: ({ after, limit, search, workspaceId }: DatasetFilter) =>
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
        .selectFrom('datasets')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where(where => where.or([where('id', '=', reference), where('name', '=', reference)]))
        .orderBy(order => order.case().when('id', '=', reference).then(0).else(1).end())
        .limit(1)
        .executeTakeFirst(),
    insert: (row: DatasetRow) => db.insertInto('datasets').values(row).execute(),
    /** Answers false if there is no such dataset any more. */
    async update(id: string, changes: Partial<DatasetRow>): Promise<boolean> {
      const result = await db
        .updateTable('datasets')
        .set(changes)
        .where('id', '=', id)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
    /** Keeps other writers of the dataset out until the transaction ends; answers its present row. */
    lock: (id: string) =>
      db
        .updateTable('datasets')
        .set(expression => ({ updated_at: expression.ref('updated_at') }))
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst(),
    delete: (id: string) => db.deleteFrom('datasets').where('id', '=', id).execute(),
    insertVersion: (row: DatasetVersionRow) =>
      db.insertInto('dataset_versions').values(row).execute(),
    findVersion: (datasetId: string, version: number) =>
      db
        .selectFrom('dataset_versions')
        .selectAll()
        .where('dataset_id', '=', datasetId)
        .where('version', '=', version)
        .executeTakeFirst(),
    findVersionByContent: (datasetId: string, sha256: string, format: string) =>
      db
        .selectFrom('dataset_versions')
        .selectAll()
        .where('dataset_id', '=', datasetId)
        .where('sha256', '=', sha256)
        .where('format', '=', format)
        .executeTakeFirst(),
    listVersions: (datasetId: string) =>
      db
        .selectFrom('dataset_versions')
        .selectAll()
        .where('dataset_id', '=', datasetId)
        .orderBy('version', 'desc')
        .execute(),
    /** The newest version of each of the datasets. */
    latestVersions: (datasetIds: string[]) =>
      db
        .selectFrom('dataset_versions')
        .innerJoin('datasets', join =>
          join
            .onRef('datasets.id', '=', 'dataset_versions.dataset_id')
            .onRef('datasets.latest_version', '=', 'dataset_versions.version')
        )
        .selectAll('dataset_versions')
        .where('dataset_id', 'in', datasetIds.length ? datasetIds : [''])
        .execute()
  };
}
