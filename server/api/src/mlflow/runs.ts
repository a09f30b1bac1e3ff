import { z } from 'zod';
import { route } from '../route.ts';
import {
  Double,
  DoubleOut,
  Empty,
  Int64,
  KeyValue,
  KeyValues,
  PageToken,
  Required,
  RunStatusName,
  Text,
  ViewType
} from './scalars.ts';

const base = '/api/2.0/mlflow/runs';

const MetricContext = z.object({
  model_id: Text.optional(),
  dataset_name: Text.optional(),
  dataset_digest: Text.optional()
});
export const MetricIn = MetricContext.extend({
  key: Required,
  value: Double,
  timestamp: Int64,
  step: Int64.default(0)
});
export type MetricIn = z.output<typeof MetricIn>;

export const MlflowMetric = z.object({
  key: z.string(),
  value: DoubleOut,
  timestamp: z.number().int(),
  step: z.number().int(),
  model_id: z.string().optional(),
  dataset_name: z.string().optional(),
  dataset_digest: z.string().optional(),
  run_id: z.string().optional()
});
export type MlflowMetric = z.infer<typeof MlflowMetric>;

export const DatasetInput = z.object({
  tags: KeyValues,
  dataset: z.object({
    name: Text.default(''),
    digest: Text.default(''),
    source_type: Text.default(''),
    source: Text.default(''),
    schema: Text.optional(),
    profile: Text.optional()
  })
});
export type DatasetInput = z.output<typeof DatasetInput>;

const ModelInput = z.object({ model_id: Text.default('') });
const ModelOutput = ModelInput.extend({ step: Int64.default(0) });

export const MlflowRunInfo = z.object({
  run_uuid: z.string(),
  run_id: z.string(),
  run_name: z.string(),
  experiment_id: z.string(),
  user_id: z.string(),
  status: z.enum(['RUNNING', 'FINISHED', 'FAILED', 'KILLED']),
  start_time: z.number().int(),
  end_time: z.number().int().optional(),
  artifact_uri: z.string(),
  lifecycle_stage: z.enum(['active', 'deleted'])
});
export type MlflowRunInfo = z.infer<typeof MlflowRunInfo>;

export const MlflowRun = z.object({
  info: MlflowRunInfo,
  data: z.object({
    metrics: z.array(MlflowMetric).optional(),
    params: z.array(KeyValue).optional(),
    tags: z.array(KeyValue).optional()
  }),
  inputs: z.object({
    dataset_inputs: z.array(z.looseObject({})).optional(),
    model_inputs: z.array(z.object({ model_id: z.string() })).optional()
  }),
  outputs: z
    .object({
      model_outputs: z.array(z.object({ model_id: z.string(), step: z.number().int() })).optional()
    })
    .optional()
});
export type MlflowRun = z.infer<typeof MlflowRun>;

const One = z.object({ run_id: Required });
const Found = z.object({ run: MlflowRun });

export const runs = {
  create: route({
    method: 'POST',
    path: `${base}/create`,
    summary: 'Create a run',
    body: z.object({
      experiment_id: Text.optional(),
      user_id: Text.optional(),
      run_name: Text.optional(),
      start_time: Int64.optional(),
      tags: KeyValues
    }),
    response: Found
  }),
  get: route({
    method: 'GET',
    path: `${base}/get`,
    summary: 'Get a run with its metrics, params, tags and inputs',
    query: One,
    response: Found
  }),
  update: route({
    method: 'POST',
    path: `${base}/update`,
    summary: 'Change status, end or name of a run',
    body: One.extend({
      status: RunStatusName.optional(),
      end_time: Int64.optional(),
      run_name: Text.optional()
    }),
    response: z.object({ run_info: MlflowRunInfo })
  }),
  delete: route({
    method: 'POST',
    path: `${base}/delete`,
    summary: 'Move a run to the trash',
    body: One,
    response: Empty
  }),
  restore: route({
    method: 'POST',
    path: `${base}/restore`,
    summary: 'Take a run out of the trash',
    body: One,
    response: Empty
  }),
  logMetric: route({
    method: 'POST',
    path: `${base}/log-metric`,
    summary: 'Log one point of a metric',
    body: MetricIn.extend({ run_id: Required }),
    response: Empty
  }),
  logParameter: route({
    method: 'POST',
    path: `${base}/log-parameter`,
    summary: 'Log a param; it is written once',
    body: One.extend({ key: Required, value: Text.default('') }),
    response: Empty
  }),
  setTag: route({
    method: 'POST',
    path: `${base}/set-tag`,
    summary: 'Set a tag of a run',
    body: One.extend({ key: Required, value: Text.default('') }),
    response: Empty
  }),
  deleteTag: route({
    method: 'POST',
    path: `${base}/delete-tag`,
    summary: 'Remove a tag of a run',
    body: One.extend({ key: Required }),
    response: Empty
  }),
  logBatch: route({
    method: 'POST',
    path: `${base}/log-batch`,
    summary: 'Log metrics, params and tags: all of them or nothing',
    body: One.extend({
      metrics: z.array(MetricIn).default([]),
      params: z.array(KeyValue.extend({ key: Required })).default([]),
      tags: z.array(KeyValue.extend({ key: Required })).default([])
    }),
    response: Empty
  }),
  logInputs: route({
    method: 'POST',
    path: `${base}/log-inputs`,
    summary: 'Log datasets and models that a run has used',
    body: One.extend({
      datasets: z.array(DatasetInput).default([]),
      models: z.array(ModelInput).default([])
    }),
    response: Empty
  }),
  outputs: route({
    method: 'POST',
    path: `${base}/outputs`,
    summary: 'Log models that a run has made',
    body: One.extend({ models: z.array(ModelOutput).min(1) }),
    response: Empty
  }),
  logModel: route({
    method: 'POST',
    path: `${base}/log-model`,
    summary: 'Note a model in the tag `mlflow.log-model.history`: what old clients do',
    body: One.extend({ model_json: Required }),
    response: Empty
  }),
  search: route({
    method: 'POST',
    path: `${base}/search`,
    summary: 'Search runs of some experiments',
    body: z.object({
      experiment_ids: z.array(z.string()).default([]),
      filter: Text.optional(),
      run_view_type: ViewType.optional(),
      max_results: Int64.optional(),
      order_by: z.array(z.string()).default([]),
      page_token: PageToken
    }),
    response: z.object({
      runs: z.array(MlflowRun).optional(),
      next_page_token: z.string().optional()
    })
  })
};

export const metrics = {
  history: route({
    method: 'GET',
    path: '/api/2.0/mlflow/metrics/get-history',
    summary: 'All points of a metric, oldest first',
    query: One.extend({
      metric_key: Required,
      page_token: PageToken,
      max_results: Int64.optional()
    }),
    response: z.object({
      metrics: z.array(MlflowMetric).optional(),
      next_page_token: z.string().optional()
    })
  }),
  bulkInterval: route({
    method: 'GET',
    path: '/api/2.0/mlflow/metrics/get-history-bulk-interval',
    summary: 'A metric of several runs, sampled evenly',
    query: z.object({
      run_ids: z.array(z.string()).default([]),
      metric_key: Required,
      start_step: Int64.optional(),
      end_step: Int64.optional(),
      max_results: Int64.optional()
    }),
    response: z.object({
      metrics: z.array(MlflowMetric.extend({ run_id: z.string() })).optional()
    })
  })
};
