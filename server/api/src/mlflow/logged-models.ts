import { z } from 'zod';
import { route } from '../route.ts';
import { FileList } from './artifacts.ts';
import { MlflowMetric } from './runs.ts';
import {
  Empty,
  Flag,
  Int64,
  KeyValue,
  KeyValues,
  LoggedModelStatusName,
  PageToken,
  Required,
  Text
} from './scalars.ts';

const base = '/api/2.0/mlflow/logged-models';

export const LoggedModel = z.object({
  info: z.object({
    model_id: z.string(),
    experiment_id: z.string(),
    name: z.string(),
    creation_timestamp_ms: z.number().int(),
    last_updated_timestamp_ms: z.number().int(),
    artifact_uri: z.string(),
    status: z.string(),
    creator_id: z.string().optional(),
    model_type: z.string().optional(),
    source_run_id: z.string().optional(),
    status_message: z.string().optional(),
    tags: z.array(KeyValue).optional(),
    registrations: z.array(z.object({ name: z.string(), version: z.string() })).optional()
  }),
  data: z.object({
    params: z.array(KeyValue).optional(),
    metrics: z.array(MlflowMetric).optional()
  })
});
export type LoggedModel = z.infer<typeof LoggedModel>;

const Found = z.object({ model: LoggedModel });
const One = z.object({ model_id: Required });

export const OrderBy = z.object({
  field_name: Required,
  ascending: Flag.default(true),
  dataset_name: Text.optional(),
  dataset_digest: Text.optional()
});

export const loggedModels = {
  create: route({
    method: 'POST',
    path: base,
    summary: 'Begin to log a model',
    body: z.object({
      experiment_id: Text.optional(),
      name: Text.optional(),
      model_type: Text.optional(),
      source_run_id: Text.optional(),
      params: KeyValues,
      tags: KeyValues
    }),
    response: Found
  }),
  search: route({
    method: 'POST',
    path: `${base}/search`,
    summary: 'Search logged models of some experiments',
    body: z.object({
      experiment_ids: z.array(z.string()).default([]),
      filter: Text.optional(),
      datasets: z
        .array(z.object({ dataset_name: Text.default(''), dataset_digest: Text.optional() }))
        .default([]),
      max_results: Int64.optional(),
      order_by: z.array(OrderBy).default([]),
      page_token: PageToken
    }),
    response: z.object({
      models: z.array(LoggedModel).optional(),
      next_page_token: z.string().optional()
    })
  }),
  get: route({
    method: 'GET',
    path: `${base}/:model_id`,
    summary: 'Get a logged model',
    params: One,
    response: Found
  }),
  finalize: route({
    method: 'PATCH',
    path: `${base}/:model_id`,
    summary: 'Say that a model is logged, or that it could not be',
    params: One,
    body: z.object({ status: LoggedModelStatusName }),
    response: Found
  }),
  delete: route({
    method: 'DELETE',
    path: `${base}/:model_id`,
    summary: 'Delete a logged model',
    params: One,
    response: Empty
  }),
  setTags: route({
    method: 'PATCH',
    path: `${base}/:model_id/tags`,
    summary: 'Set tags of a logged model',
    params: One,
    body: z.object({ tags: KeyValues }),
    response: Found
  }),
  deleteTag: route({
    method: 'DELETE',
    path: `${base}/:model_id/tags/:tag_key`,
    summary: 'Remove a tag of a logged model',
    params: One.extend({ tag_key: Required }),
    response: Empty
  }),
  logParams: route({
    method: 'POST',
    path: `${base}/:model_id/params`,
    summary: 'Log params of a logged model',
    params: One,
    body: z.object({ params: KeyValues }),
    response: Empty
  }),
  files: route({
    method: 'GET',
    path: `${base}/:model_id/artifacts/directories`,
    summary: 'Files and folders of a logged model, in one folder',
    params: One,
    query: z.object({ artifact_directory_path: Text.optional(), page_token: PageToken }),
    response: FileList
  })
};
