import { z } from 'zod';
import { route } from './route.ts';
import {
  Bytes,
  Description,
  Empty,
  Id,
  ListQuery,
  Name,
  pageOf,
  Reference,
  Sha256,
  Tags,
  Timestamp,
  VersionNumber
} from './values.ts';
import { inWorkspace, WorkspaceParams } from './workspaces.ts';

export const DatasetFormat = z.enum(['csv', 'tsv', 'jsonl', 'file']);
export const ColumnType = z.enum(['integer', 'number', 'boolean', 'string', 'date']);
export const Column = z.object({ name: z.string(), type: ColumnType });

/** One immutable version of a dataset's content. Tables know their columns and rows; a `file` has none. */
export const DatasetVersion = z.object({
  datasetId: Id,
  version: VersionNumber,
  format: DatasetFormat,
  filename: z.string(),
  sha256: Sha256,
  size: Bytes,
  rowCount: z.number().int().nonnegative().nullable(),
  columns: z.array(Column),
  note: z.string(),
  createdAt: Timestamp
});
export type DatasetVersion = z.infer<typeof DatasetVersion>;

export const Dataset = z.object({
  id: Id,
  workspaceId: Id,
  name: Name,
  description: z.string(),
  tags: Tags,
  versionCount: z.number().int().nonnegative(),
  latest: DatasetVersion,
  createdAt: Timestamp,
  updatedAt: Timestamp
});
export type Dataset = z.infer<typeof Dataset>;

/** Content of a new version: a blob that was uploaded before. */
export const DatasetContent = z.object({
  sha256: Sha256,
  filename: z.string().min(1).max(255).describe('its ending tells the format unless `format` does'),
  format: DatasetFormat.optional(),
  note: z.string().max(10_000).default('')
});

const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Rows `offset … offset + rows.length - 1`; a missing value is null. */
export const TablePreview = z.object({
  columns: z.array(Column),
  rows: z.array(z.array(Cell)),
  offset: z.number().int().nonnegative(),
  rowCount: z.number().int().nonnegative()
});
export type TablePreview = z.infer<typeof TablePreview>;

/** Basic statistics of one column; the numeric ones are null for other types. */
export const ColumnStatistics = z.object({
  name: z.string(),
  type: ColumnType,
  count: z.number().int().describe('values present'),
  missing: z.number().int(),
  distinct: z.number().int(),
  minimum: z.number().nullable(),
  maximum: z.number().nullable(),
  mean: z.number().nullable(),
  standardDeviation: z.number().nullable().describe('sample, n − 1'),
  quartiles: z.tuple([z.number(), z.number(), z.number()]).nullable(),
  histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.number().int()) }).nullable(),
  top: z.array(z.object({ value: z.string(), count: z.number().int() })).describe('most frequent'),
  estimated: z
    .boolean()
    .describe(
      'the table is too large to count in memory: distinct, top, quartiles or histogram are estimates'
    )
});
export type ColumnStatistics = z.infer<typeof ColumnStatistics>;
export const TableStatistics = z.object({
  rowCount: z.number().int().nonnegative(),
  duplicateRows: z.number().int().nonnegative(),
  columns: z.array(ColumnStatistics)
});
export type TableStatistics = z.infer<typeof TableStatistics>;

const Params = WorkspaceParams.extend({ dataset: Reference });
const VersionParams = Params.extend({
  version: z.union([z.literal('latest'), VersionNumber])
});
const one = `${inWorkspace}/datasets/:dataset`;

export const datasets = {
  list: route({
    method: 'GET',
    path: `${inWorkspace}/datasets`,
    summary: 'List datasets, the last changed first',
    params: WorkspaceParams,
    query: ListQuery,
    response: pageOf(Dataset)
  }),
  create: route({
    method: 'POST',
    path: `${inWorkspace}/datasets`,
    summary: 'Register a dataset with its first version',
    status: 201,
    params: WorkspaceParams,
    body: z.object({
      name: Name,
      description: Description,
      tags: Tags.default({}),
      content: DatasetContent
    }),
    response: Dataset
  }),
  get: route({
    method: 'GET',
    path: one,
    summary: 'Get a dataset',
    params: Params,
    response: Dataset
  }),
  update: route({
    method: 'PATCH',
    path: one,
    summary: 'Rename, describe or tag a dataset',
    params: Params,
    body: z.object({
      name: Name.optional(),
      description: z.string().max(10_000).optional(),
      tags: Tags.optional()
    }),
    response: Dataset
  }),
  delete: route({
    method: 'DELETE',
    path: one,
    summary: 'Delete a dataset with all its versions',
    params: Params,
    response: Empty
  }),
  versions: {
    list: route({
      method: 'GET',
      path: `${one}/versions`,
      summary: 'List versions, the newest first',
      params: Params,
      response: pageOf(DatasetVersion)
    }),
    create: route({
      method: 'POST',
      path: `${one}/versions`,
      summary: 'Add a version; equal content answers the version that already has it',
      status: 201,
      params: Params,
      body: DatasetContent,
      response: DatasetVersion
    }),
    get: route({
      method: 'GET',
      path: `${one}/versions/:version`,
      summary: 'Get a version',
      params: VersionParams,
      response: DatasetVersion
    }),
    content: route({
      method: 'GET',
      path: `${one}/versions/:version/content`,
      summary: 'Download the bytes of a version',
      params: VersionParams,
      response: 'bytes'
    }),
    preview: route({
      method: 'GET',
      path: `${one}/versions/:version/preview`,
      summary: 'Rows of a table',
      params: VersionParams,
      query: z.object({
        offset: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(1000).default(100)
      }),
      response: TablePreview
    }),
    statistics: route({
      method: 'GET',
      path: `${one}/versions/:version/statistics`,
      summary: 'Basic statistics of every column',
      params: VersionParams,
      response: TableStatistics
    })
  }
};
