import { z } from 'zod';
import { ExecutedCell, MetricGoal, RunDataset } from './journal.ts';
import {
  Bytes,
  Id,
  MetricValue,
  Name,
  Reference,
  Sha256,
  Tags,
  Timestamp,
  pageOf
} from './values.ts';

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
export const RunFilterText = z.string().max(8_000);
/** It holds the values that the page before ended with. */
export const RunCursor = z.string().max(20_000).describe('`nextCursor` of the page before');
export const ExperimentReferences = z.array(Reference).min(1).max(200);

/** What a table of runs shows of each; a run may have thousands of metrics. */
export const RunParts = z.object({
  metrics: z.array(z.string().max(250)).max(500),
  params: z.array(z.string().max(250)).max(500)
});
export type RunParts = z.infer<typeof RunParts>;

export const RunQuery = z.object({
  filter: RunFilterText.optional(),
  search: z.string().max(500).optional().describe('text in the name of run or experiment'),
  experiments: ExperimentReferences.optional().describe('all of the workspace if left out'),
  view: View.default('active')
});
export type RunQuery = z.infer<typeof RunQuery>;

/** A page of runs; counting many takes a while and is made once a minute at most. */
export const RunPage = pageOf(Run).extend({
  totalIsExact: z
    .literal(false)
    .optional()
    .describe('false: at least `total`; asked again in a moment, the answer has how many there are')
});

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
