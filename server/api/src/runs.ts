import { z } from 'zod';
import { JournalBatch, JournalReceipt } from './journal.ts';
import { route } from './route.ts';
import {
  CellRuns,
  ExperimentReferences,
  LogChunk,
  MetricDefinition,
  MetricSeries,
  Run,
  RunCursor,
  RunDetail,
  RunFilterText,
  RunGroup,
  RunPage,
  RunParts,
  RunQuery,
  RunSelection,
  RunStatus,
  View
} from './run.ts';
import { Empty, Id, ListQuery, Reference, Tags } from './values.ts';
import { inWorkspace, WorkspaceParams } from './workspaces.ts';

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
      filter: RunFilterText.optional(),
      view: View.default('active'),
      orderBy: z
        .string()
        .max(1_000)
        .optional()
        .describe('e.g. `metrics.auc DESC, params.model, start_time`'),
      cursor: RunCursor.optional()
    }),
    response: RunPage
  }),
  search: route({
    method: 'POST',
    path: `${all}/search`,
    summary: 'List runs of several experiments; cursors stay right while runs are added',
    params: WorkspaceParams,
    body: RunQuery.extend({
      orderBy: z.array(z.string().max(300)).max(10).default([]),
      limit: z.number().int().min(1).max(1000).default(100),
      cursor: RunCursor.optional(),
      offset: z
        .number()
        .int()
        .min(0)
        .max(100_000_000)
        .default(0)
        .describe(
          'runs to skip, to jump within a long list; a cursor is cheaper for the next page'
        ),
      only: RunParts.optional().describe('the metrics and params to tell of; all if left out')
    }),
    response: RunPage
  }),
  ids: route({
    method: 'POST',
    path: `${all}/ids`,
    summary: 'Get runs by id; those that are not there are left out',
    params: WorkspaceParams,
    body: z.object({ ids: z.array(Id).min(1).max(1_000) }),
    response: z.object({ items: z.array(Run) })
  }),
  keys: route({
    method: 'POST',
    path: `${all}/keys`,
    summary: 'Names of metrics, params and tags that runs have: for completion and column choice',
    params: WorkspaceParams,
    body: z.object({
      experiments: ExperimentReferences.optional(),
      prefix: z.string().max(250).default(''),
      limit: z.number().int().min(1).max(2_000).default(500)
    }),
    response: z.object({
      metrics: z.array(MetricDefinition.extend({ key: z.string() })),
      params: z.array(z.object({ key: z.string() })),
      tags: z.array(z.object({ key: z.string() }))
    })
  }),
  groups: route({
    method: 'POST',
    path: `${all}/groups`,
    summary: 'Group runs by params, tags or attributes, with figures over each group’s metrics',
    params: WorkspaceParams,
    body: RunQuery.extend({
      by: z.array(z.string().max(300)).min(1).max(4).describe('e.g. `params.model`'),
      metrics: z.array(z.string().max(250)).max(20).default([]),
      limit: z.number().int().min(1).max(1_000).default(200)
    }),
    response: z.object({ groups: z.array(RunGroup), truncated: z.boolean() })
  }),
  bulk: route({
    method: 'POST',
    path: `${all}/bulk`,
    summary: 'Tag, delete or restore many runs at once; running ones are not deleted',
    params: WorkspaceParams,
    body: z.object({
      selection: RunSelection,
      change: z.discriminatedUnion('type', [
        z.object({
          type: z.literal('tag'),
          set: Tags.default({}),
          remove: z.array(z.string().max(250)).max(100).default([])
        }),
        z.object({ type: z.literal('delete') }),
        z.object({ type: z.literal('restore') })
      ])
    }),
    response: z.object({
      changed: z.number().int(),
      refused: z
        .array(z.object({ id: Id, name: z.string(), message: z.string() }))
        .describe('the first hundred')
    })
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
