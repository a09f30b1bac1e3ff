import { z } from 'zod';
import { route } from './route.ts';
import {
  Bytes,
  Description,
  Empty,
  Id,
  ListQuery,
  MetricValue,
  Name,
  pageOf,
  Reference,
  Sha256,
  Tags,
  Timestamp,
  VersionNumber
} from './values.ts';
import { inWorkspace, WorkspaceParams } from './workspaces.ts';

/** `mlflow`: a folder of files, told of in the one named `MLmodel`. */
export const ModelFormat = z.enum(['onnx', 'file', 'mlflow']);

/** A named tensor. `datatype` as in the Open Inference Protocol; −1 in `shape` is any length. */
export const TensorSpec = z.object({
  name: z.string(),
  datatype: z.enum([
    'BOOL',
    'UINT8',
    'UINT16',
    'UINT32',
    'UINT64',
    'INT8',
    'INT16',
    'INT32',
    'INT64',
    'FP16',
    'FP32',
    'FP64',
    'BYTES'
  ]),
  shape: z.array(z.number().int())
});
export type TensorSpec = z.infer<typeof TensorSpec>;
export const Signature = z.object({ inputs: z.array(TensorSpec), outputs: z.array(TensorSpec) });
export type Signature = z.infer<typeof Signature>;

export const ModelVersion = z.object({
  modelId: Id,
  modelName: z.string(),
  version: VersionNumber,
  format: ModelFormat,
  filename: z.string(),
  sha256: Sha256.nullable().describe('null where the files lie elsewhere'),
  size: Bytes,
  signature: Signature.nullable().describe('read from the file; null if the format tells none'),
  metadata: z.record(z.string(), z.string()).describe('what the model file says of itself'),
  runId: Id.nullable(),
  runGone: z.literal(true).optional().describe('the run was deleted for good'),
  metrics: z.record(z.string(), MetricValue).describe('of the run, when it was registered'),
  example: z.record(z.string(), z.json()).nullable().describe('one row of input, by input name'),
  description: z.string(),
  aliases: z.array(z.string()),
  createdAt: Timestamp
});
export type ModelVersion = z.infer<typeof ModelVersion>;

export const Model = z.object({
  id: Id,
  workspaceId: Id,
  name: z.string(),
  description: z.string(),
  tags: z.record(z.string(), z.string()),
  aliases: z.record(z.string(), VersionNumber),
  versionCount: z.number().int().nonnegative(),
  latest: ModelVersion,
  createdAt: Timestamp,
  updatedAt: Timestamp
});
export type Model = z.infer<typeof Model>;

const Alias = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_-]{0,63}$/, 'must start with a letter; letters, digits, - and _')
  .refine(alias => alias !== 'latest', '`latest` always means the newest version');

/** Where the content of a version comes from: an artifact of a run, or a blob uploaded before. */
export const ModelSource = z.union([
  z.object({ runId: Id, path: z.string().min(1).max(1024) }),
  z.object({ sha256: Sha256, filename: z.string().min(1).max(255) })
]);
const NewVersion = z.object({
  source: ModelSource,
  description: Description,
  example: z.record(z.string(), z.json()).optional(),
  aliases: z.array(Alias).max(20).default([])
});

const Params = WorkspaceParams.extend({ model: Reference });
const VersionParams = Params.extend({
  version: z.string().min(1).max(80).describe('a number, an alias, or `latest`')
});
const one = `${inWorkspace}/models/:model`;

export const models = {
  list: route({
    method: 'GET',
    path: `${inWorkspace}/models`,
    summary: 'List registered models, the last changed first',
    params: WorkspaceParams,
    query: ListQuery,
    response: pageOf(Model)
  }),
  create: route({
    method: 'POST',
    path: `${inWorkspace}/models`,
    summary: 'Register a model with its first version',
    status: 201,
    params: WorkspaceParams,
    body: z.object({ name: Name, tags: Tags.default({}), version: NewVersion }),
    response: Model
  }),
  get: route({
    method: 'GET',
    path: one,
    summary: 'Get a model',
    params: Params,
    response: Model
  }),
  update: route({
    method: 'PATCH',
    path: one,
    summary: 'Rename, describe or tag a model',
    params: Params,
    body: z.object({
      name: Name.optional(),
      description: z.string().max(10_000).optional(),
      tags: Tags.optional()
    }),
    response: Model
  }),
  delete: route({
    method: 'DELETE',
    path: one,
    summary: 'Delete a model with its versions; `in-use` while an endpoint serves one',
    params: Params,
    response: Empty
  }),
  versions: {
    list: route({
      method: 'GET',
      path: `${one}/versions`,
      summary: 'List versions, the newest first',
      params: Params,
      response: pageOf(ModelVersion)
    }),
    create: route({
      method: 'POST',
      path: `${one}/versions`,
      summary: 'Register a further version',
      status: 201,
      params: Params,
      body: NewVersion,
      response: ModelVersion
    }),
    get: route({
      method: 'GET',
      path: `${one}/versions/:version`,
      summary: 'Get a version by number or alias',
      params: VersionParams,
      response: ModelVersion
    }),
    content: route({
      method: 'GET',
      path: `${one}/versions/:version/content`,
      summary: 'Download the model file',
      params: VersionParams,
      response: 'bytes'
    }),
    delete: route({
      method: 'DELETE',
      path: `${one}/versions/:version`,
      summary: 'Delete a version; `in-use` while it is served or is the only one',
      params: VersionParams,
      response: Empty
    })
  },
  aliases: {
    set: route({
      method: 'PUT',
      path: `${one}/aliases/:alias`,
      summary: 'Point an alias at a version',
      params: Params.extend({ alias: Alias }),
      body: z.object({ version: VersionNumber }),
      response: Model
    }),
    delete: route({
      method: 'DELETE',
      path: `${one}/aliases/:alias`,
      summary: 'Remove an alias',
      params: Params.extend({ alias: z.string().min(1).max(80) }),
      response: Model
    })
  }
};
