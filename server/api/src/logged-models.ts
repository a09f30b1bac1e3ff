import { z } from 'zod';
import { route } from './route.ts';
import { Bytes, Id, MetricValue, Timestamp } from './values.ts';
import { inWorkspace, WorkspaceParams } from './workspaces.ts';

/** A model that a run has logged or used through MLflow’s client, whether it is registered or not. */
export const RunModel = z.object({
  id: z.string().describe('`m-` and 32 hexadecimal digits, as MLflow’s clients know it'),
  name: z.string(),
  type: z.string().nullable().describe('e.g. `sklearn`'),
  status: z.enum(['pending', 'ready', 'failed']),
  use: z.enum(['made', 'used']).describe('what the run has to do with it'),
  createdAt: Timestamp,
  params: z.record(z.string(), z.string()),
  metrics: z
    .array(
      z.object({
        key: z.string(),
        value: MetricValue,
        step: z.number().int(),
        dataset: z.string().nullable()
      })
    )
    .describe('the last value of each metric on each dataset'),
  registrations: z
    .array(z.object({ id: Id, name: z.string(), version: z.number().int() }))
    .describe('versions of registered models that it became'),
  files: z.array(z.object({ path: z.string(), size: Bytes }))
});
export type RunModel = z.infer<typeof RunModel>;

const ModelId = z.string().regex(/^m-[0-9a-f]{32}$/, 'must be m- and 32 hexadecimal digits');

export const loggedModels = {
  ofRun: route({
    method: 'GET',
    path: `${inWorkspace}/runs/:run/logged-models`,
    summary: 'Models that a run has logged or used through MLflow’s client',
    params: WorkspaceParams.extend({ run: Id }),
    response: z.object({ items: z.array(RunModel) })
  }),
  file: route({
    method: 'GET',
    path: `${inWorkspace}/logged-models/:model/files/*path`,
    summary: 'Download a file of a logged model',
    params: WorkspaceParams.extend({ model: ModelId, path: z.string().min(1).max(1024) }),
    response: 'bytes'
  })
};
