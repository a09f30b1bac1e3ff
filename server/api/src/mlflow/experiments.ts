import { z } from 'zod';
import { route } from '../route.ts';
import {
  Empty,
  Int64,
  KeyValue,
  KeyValues,
  PageToken,
  Required,
  Text,
  ViewType
} from './scalars.ts';

const base = '/api/2.0/mlflow/experiments';

export const MlflowExperiment = z.object({
  experiment_id: z.string(),
  name: z.string(),
  artifact_location: z.string(),
  lifecycle_stage: z.enum(['active', 'deleted']),
  last_update_time: z.number().int(),
  creation_time: z.number().int(),
  tags: z.array(KeyValue).optional()
});
export type MlflowExperiment = z.infer<typeof MlflowExperiment>;

const Found = z.object({ experiment: MlflowExperiment });
const One = z.object({ experiment_id: Required });
const Search = z.object({
  max_results: Int64.optional(),
  page_token: PageToken,
  filter: Text.optional(),
  order_by: z.array(z.string()).optional(),
  view_type: ViewType.optional()
});
const Page = z.object({
  experiments: z.array(MlflowExperiment).optional(),
  next_page_token: z.string().optional()
});

export const experiments = {
  create: route({
    method: 'POST',
    path: `${base}/create`,
    summary: 'Create an experiment',
    body: z.object({
      name: Required,
      artifact_location: Text.optional(),
      tags: KeyValues
    }),
    response: z.object({ experiment_id: z.string() })
  }),
  get: route({
    method: 'GET',
    path: `${base}/get`,
    summary: 'Get an experiment, deleted or not',
    query: One,
    response: Found
  }),
  getByName: route({
    method: 'GET',
    path: `${base}/get-by-name`,
    summary: 'Get an experiment by its name, deleted or not',
    query: z.object({ experiment_name: Required }),
    response: Found
  }),
  update: route({
    method: 'POST',
    path: `${base}/update`,
    summary: 'Rename an experiment',
    body: One.extend({ new_name: Required }),
    response: Empty
  }),
  delete: route({
    method: 'POST',
    path: `${base}/delete`,
    summary: 'Move an experiment with its runs to the trash',
    body: One,
    response: Empty
  }),
  restore: route({
    method: 'POST',
    path: `${base}/restore`,
    summary: 'Take an experiment out of the trash',
    body: One,
    response: Empty
  }),
  setTag: route({
    method: 'POST',
    path: `${base}/set-experiment-tag`,
    summary: 'Set a tag of an experiment',
    body: One.extend({ key: Required, value: Text.default('') }),
    response: Empty
  }),
  deleteTag: route({
    method: 'POST',
    path: `${base}/delete-experiment-tag`,
    summary: 'Remove a tag of an experiment',
    body: One.extend({ key: Required }),
    response: Empty
  }),
  search: route({
    method: 'POST',
    path: `${base}/search`,
    summary: 'Search experiments',
    body: Search,
    response: Page
  }),
  searchByQuery: route({
    method: 'GET',
    path: `${base}/search`,
    summary: 'Search experiments',
    query: Search,
    response: Page
  }),
  searchDatasets: route({
    method: 'POST',
    path: `${base}/search-datasets`,
    summary: 'Datasets that runs of some experiments have used',
    body: z.object({ experiment_ids: z.array(z.string()).default([]) }),
    response: z.object({
      dataset_summaries: z
        .array(
          z.object({
            experiment_id: z.string(),
            name: z.string(),
            digest: z.string(),
            context: z.string().optional()
          })
        )
        .optional()
    })
  })
};
