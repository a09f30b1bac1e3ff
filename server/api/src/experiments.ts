import { z } from 'zod';
import { ExecutedCell, JournalBatch, JournalReceipt } from './journal.ts';
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
  Timestamp
} from './values.ts';
import { inWorkspace, WorkspaceParams } from './workspaces.ts';

export const Experiment = z.object({
  id: Id,
  workspaceId: Id,
  name: Name,
  description: z.string(),
  runCount: z.number().int().nonnegative(),
  activeRunCount: z.number().int().nonnegative(),
  createdAt: Timestamp,
  updatedAt: Timestamp
});
export type Experiment = z.infer<typeof Experiment>;

/** `stale`: it said it was running, but nothing has been heard of it for a minute. */
export const RunStatus = z.enum(['running', 'stale', 'finished', 'failed', 'killed']);
export type RunStatus = z.infer<typeof RunStatus>;

/** A metric's points in short; `last` is the value at the highest step. NaN counts, but is no extreme. */
export const MetricSummary = z.object({
  last: MetricValue,
  minimum: MetricValue.nullable(),
  maximum: MetricValue.nullable(),
  count: z.number().int().positive(),
  step: z.number().int()
});
export type MetricSummary = z.infer<typeof MetricSummary>;

export const Run = z.object({
  id: Id,
  workspaceId: Id,
  experimentId: Id,
  experimentName: Name,
  name: z.string(),
  status: RunStatus,
  error: z.string().nullable(),
  parentId: Id.nullable(),
  notebook: z.string().nullable(),
  params: z.record(z.string(), z.string()),
  metrics: z.record(z.string(), MetricSummary),
  tags: Tags,
  startedAt: Timestamp,
  endedAt: Timestamp.nullable(),
  updatedAt: Timestamp
});
export type Run = z.infer<typeof Run>;

export const Artifact = z.object({
  path: z.string(),
  sha256: Sha256,
  size: Bytes,
  mediaType: z.string(),
  createdAt: Timestamp
});
export type Artifact = z.infer<typeof Artifact>;

/** A run with all that is known about it but its metric history. */
export const RunDetail = Run.extend({
  environment: z.record(z.string(), z.string()),
  inputs: z.array(z.string()),
  outputs: z.array(z.string()),
  cells: z.array(ExecutedCell),
  artifacts: z.array(Artifact)
});
export type RunDetail = z.infer<typeof RunDetail>;

/** The points of one metric, oldest first, as parallel arrays. */
export const MetricSeries = z.object({
  key: z.string(),
  steps: z.array(z.number().int()),
  values: z.array(MetricValue),
  times: z.array(Timestamp),
  count: z.number().int().describe('points stored, of which these are all or a sample')
});
export type MetricSeries = z.infer<typeof MetricSeries>;

const ExperimentParams = WorkspaceParams.extend({ experiment: Reference });
const RunParams = WorkspaceParams.extend({ run: Id });
const oneExperiment = `${inWorkspace}/experiments/:experiment`;
const oneRun = `${inWorkspace}/runs/:run`;

export const experiments = {
  list: route({
    method: 'GET',
    path: `${inWorkspace}/experiments`,
    summary: 'List experiments, the last changed first',
    params: WorkspaceParams,
    query: ListQuery,
    response: pageOf(Experiment)
  }),
  create: route({
    method: 'POST',
    path: `${inWorkspace}/experiments`,
    summary: 'Create an experiment',
    status: 201,
    params: WorkspaceParams,
    body: z.object({ name: Name, description: Description }),
    response: Experiment
  }),
  get: route({
    method: 'GET',
    path: oneExperiment,
    summary: 'Get an experiment',
    params: ExperimentParams,
    response: Experiment
  }),
  update: route({
    method: 'PATCH',
    path: oneExperiment,
    summary: 'Rename or describe an experiment',
    params: ExperimentParams,
    body: z.object({ name: Name.optional(), description: z.string().max(10_000).optional() }),
    response: Experiment
  }),
  delete: route({
    method: 'DELETE',
    path: oneExperiment,
    summary: 'Delete an experiment with its runs; `in-use` while one of them is running',
    params: ExperimentParams,
    response: Empty
  })
};

export const runs = {
  list: route({
    method: 'GET',
    path: `${inWorkspace}/runs`,
    summary: 'List runs, the last started first unless `orderBy` says otherwise',
    params: WorkspaceParams,
    query: ListQuery.extend({
      experiment: Reference.optional(),
      status: RunStatus.optional(),
      orderBy: z
        .string()
        .max(300)
        .optional()
        .describe('`started`, `name` or `metric:<key>` by its last value'),
      direction: z.enum(['ascending', 'descending']).default('descending')
    }),
    response: pageOf(Run)
  }),
  get: route({
    method: 'GET',
    path: oneRun,
    summary: 'Get a run with params, cells and artifacts',
    params: RunParams,
    response: RunDetail
  }),
  update: route({
    method: 'PATCH',
    path: oneRun,
    summary: 'Rename or tag a run',
    params: RunParams,
    body: z.object({ name: z.string().min(1).max(250).optional(), tags: Tags.optional() }),
    response: RunDetail
  }),
  delete: route({
    method: 'DELETE',
    path: oneRun,
    summary: 'Delete a run; `in-use` while it is running',
    params: RunParams,
    response: Empty
  }),
  journal: route({
    method: 'POST',
    path: `${oneRun}/journal`,
    summary: 'Append what was logged; opens the run with its `start` entry',
    params: RunParams,
    body: JournalBatch,
    response: JournalReceipt
  }),
  history: route({
    method: 'GET',
    path: `${oneRun}/history`,
    summary: 'Points of the run’s metrics, sampled to `maximumPoints` with extremes kept',
    params: RunParams,
    query: z.object({
      key: z.string().max(250).optional().describe('one metric; all if left out'),
      after: z.coerce.number().int().min(0).default(0).describe('`position` of an earlier answer'),
      maximumPoints: z.coerce.number().int().min(2).max(100_000).default(2_000).describe('a metric')
    }),
    response: z.object({
      series: z.array(MetricSeries),
      position: z.number().int().describe('hand it back as `after` to get only newer points')
    })
  }),
  artifact: route({
    method: 'GET',
    path: `${oneRun}/artifacts/*path`,
    summary: 'Download an artifact',
    params: RunParams.extend({ path: z.string().min(1).max(1024) }),
    response: 'bytes'
  })
};
