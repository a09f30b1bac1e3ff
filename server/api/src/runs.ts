import { z } from 'zod';
import { ExecutedCell, JournalBatch, JournalReceipt, MetricGoal, RunDataset } from './journal.ts';
import { route } from './route.ts';
import {
  Bytes,
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

/** `stale`: it said it was running, but nothing has been heard of it for a minute. */
export const RunStatus = z.enum(['running', 'stale', 'finished', 'failed', 'killed']);
export type RunStatus = z.infer<typeof RunStatus>;

/** Which of active and deleted things a list shows. */
export const View = z.enum(['active', 'deleted', 'all']);
export type View = z.infer<typeof View>;

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
  user: z.string().nullable(),
  notebook: z.string().nullable(),
  params: z.record(z.string(), z.string()),
  metrics: z.record(z.string(), MetricSummary),
  tags: Tags,
  startedAt: Timestamp,
  endedAt: Timestamp.nullable(),
  updatedAt: Timestamp,
  deletedAt: Timestamp.nullable()
});
export type Run = z.infer<typeof Run>;

export const Artifact = z.object({
  path: z.string(),
  sha256: Sha256,
  size: Bytes,
  mediaType: z.string(),
  step: z.number().int().nullable().describe('for media that were logged along a metric’s x axis'),
  createdAt: Timestamp
});
export type Artifact = z.infer<typeof Artifact>;

/** How a metric is to be read: its unit, and which way is better. */
export const MetricDefinition = z.object({
  unit: z.string().max(50).nullable(),
  goal: MetricGoal.nullable()
});
export type MetricDefinition = z.infer<typeof MetricDefinition>;

/** A run with all that is known about it but its metric history. */
export const RunDetail = Run.extend({
  environment: z.record(z.string(), z.string()),
  forkedFrom: z.object({ run: Id, step: z.number().int() }).nullable(),
  inputs: z.array(z.string()),
  outputs: z.array(z.string()),
  datasets: z.array(RunDataset),
  cells: z.array(ExecutedCell),
  artifacts: z.array(Artifact),
  metricDefinitions: z.record(z.string(), MetricDefinition)
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

/** Which runs: the grammar of MLflow's search, e.g. `metrics.auc > 0.8 AND params.model = "forest"`. */
const Filter = z.string().max(8_000);
const Experiments = z.array(Reference).min(1).max(200);

export const RunQuery = z.object({
  filter: Filter.optional(),
  search: z.string().max(500).optional().describe('text in the name of run or experiment'),
  experiments: Experiments.optional().describe('all of the workspace if left out'),
  view: View.default('active')
});
export type RunQuery = z.infer<typeof RunQuery>;

/** Runs by id, or all that a query finds. */
export const RunSelection = z.union([
  z.object({ ids: z.array(Id).min(1).max(10_000) }),
  z.object({ query: RunQuery })
]);

/** Text that a run has written to its standard output or error. */
export const LogChunk = z.object({
  position: z.number().int(),
  stream: z.enum(['stdout', 'stderr']),
  at: Timestamp,
  text: z.string()
});
export type LogChunk = z.infer<typeof LogChunk>;

export const GroupMetric = z.object({
  count: z.number().int(),
  mean: MetricValue.nullable(),
  deviation: MetricValue.nullable().describe('sample standard deviation; null below two runs'),
  minimum: MetricValue.nullable(),
  maximum: MetricValue.nullable()
});

export const RunGroup = z.object({
  values: z.array(z.string().nullable()).describe('of `by`, in its order; null: not set'),
  runs: z.number().int(),
  metrics: z.record(z.string(), GroupMetric).describe('over the last values of the group’s runs')
});
export type RunGroup = z.infer<typeof RunGroup>;

/** Runs that a cell of a notebook was executed in. */
export const CellRuns = z.object({
  cellId: z.string(),
  runs: z.array(
    z.object({
      id: Id,
      name: z.string(),
      experimentName: Name,
      status: RunStatus,
      startedAt: Timestamp,
      sourceHash: Sha256.describe('of the cell when it was executed last in that run'),
      executionCount: z.number().int().nullable()
    })
  )
});
export type CellRuns = z.infer<typeof CellRuns>;

const RunParams = WorkspaceParams.extend({ run: Id });
const oneRun = `${inWorkspace}/runs/:run`;
const all = `${inWorkspace}/runs`;

export const runs = {
  list: route({
    method: 'GET',
    path: all,
    summary: 'List runs, the last started first unless `orderBy` says otherwise',
    params: WorkspaceParams,
    query: ListQuery.extend({
      experiment: Reference.optional(),
      status: RunStatus.optional(),
      view: View.default('active'),
      orderBy: z
        .string()
        .max(300)
        .optional()
        .describe('`started`, `name` or `metric:<key>` by its last value'),
      direction: z.enum(['ascending', 'descending']).default('descending')
    }),
    response: pageOf(Run)
  }),
  histories: route({
    method: 'POST',
    path: `${all}/histories`,
    summary: 'Points of several metrics of several runs, each sampled with extremes kept',
    params: WorkspaceParams,
    body: z.object({
      runs: z.array(Id).min(1).max(1_000),
      keys: z.array(z.string().max(250)).min(1).max(50),
      maximumPoints: z.number().int().min(2).max(10_000).default(500).describe('a metric of a run'),
      times: z.boolean().default(true).describe('false leaves `times` empty')
    }),
    response: z.object({ series: z.array(MetricSeries.extend({ run: Id })) })
  }),
  ofCells: route({
    method: 'POST',
    path: `${all}/of-cells`,
    summary: 'The last runs of each cell of a notebook',
    params: WorkspaceParams,
    body: z.object({
      cells: z.array(z.string().min(1).max(128)).min(1).max(2_000),
      limit: z.number().int().min(1).max(20).default(5).describe('runs a cell')
    }),
    response: z.object({ cells: z.array(CellRuns) })
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
    summary: 'Move a run to the trash; `in-use` while it is running',
    params: RunParams,
    response: Empty
  }),
  restore: route({
    method: 'POST',
    path: `${oneRun}/restore`,
    summary: 'Take a run out of the trash',
    params: RunParams,
    response: RunDetail
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
      fromStep: z.coerce.number().int().optional(),
      toStep: z.coerce.number().int().optional(),
      maximumPoints: z.coerce.number().int().min(2).max(100_000).default(2_000).describe('a metric')
    }),
    response: z.object({
      series: z.array(MetricSeries),
      position: z.number().int().describe('hand it back as `after` to get only newer points')
    })
  }),
  log: route({
    method: 'GET',
    path: `${oneRun}/log`,
    summary: 'What the run has written, oldest first; with `search` only lines that hold the text',
    params: RunParams,
    query: z.object({
      after: z.coerce.number().int().min(0).default(0).describe('`position` of an earlier answer'),
      before: z.coerce.number().int().optional().describe('the last chunks before a position'),
      stream: z.enum(['stdout', 'stderr']).optional(),
      search: z.string().max(500).optional(),
      limit: z.coerce.number().int().min(1).max(5_000).default(1_000)
    }),
    response: z.object({
      chunks: z.array(LogChunk),
      position: z.number().int(),
      more: z.boolean()
    })
  }),
  logFile: route({
    method: 'GET',
    path: `${oneRun}/log.txt`,
    summary: 'Download all that the run has written',
    params: RunParams,
    response: 'bytes'
  }),
  artifact: route({
    method: 'GET',
    path: `${oneRun}/artifacts/*path`,
    summary: 'Download an artifact',
    params: RunParams.extend({ path: z.string().min(1).max(1024) }),
    response: 'bytes'
  })
};
