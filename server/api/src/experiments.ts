import { z } from 'zod';
import { route } from './route.ts';
import { View } from './run.ts';
import {
  Description,
  Empty,
  Id,
  ListQuery,
  Name,
  pageOf,
  Reference,
  Tags,
  Timestamp
} from './values.ts';
import { inWorkspace, WorkspaceParams } from './workspaces.ts';

export const Experiment = z.object({
  id: Id,
  workspaceId: Id,
  name: Name,
  description: z.string(),
  number: z
    .number()
    .int()
    .nonnegative()
    .describe('what MLflow calls its id: 0, 1, 2 … in the workspace'),
  tags: Tags,
  runCount: z.number().int().nonnegative(),
  activeRunCount: z.number().int().nonnegative(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  deletedAt: Timestamp.nullable()
});
export type Experiment = z.infer<typeof Experiment>;

const ExperimentParams = WorkspaceParams.extend({ experiment: Reference });
const oneExperiment = `${inWorkspace}/experiments/:experiment`;

export const experiments = {
  list: route({
    method: 'GET',
    path: `${inWorkspace}/experiments`,
    summary: 'List experiments, the last changed first',
    params: WorkspaceParams,
    query: ListQuery.extend({ view: View.default('active') }),
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
    summary: 'Rename, describe or tag an experiment',
    params: ExperimentParams,
    body: z.object({
      name: Name.optional(),
      description: z.string().max(10_000).optional(),
      tags: Tags.optional()
    }),
    response: Experiment
  }),
  delete: route({
    method: 'DELETE',
    path: oneExperiment,
    summary: 'Move an experiment with its runs to the trash; `in-use` while one of them is running',
    params: ExperimentParams,
    response: Empty
  }),
  restore: route({
    method: 'POST',
    path: `${oneExperiment}/restore`,
    summary: 'Take an experiment with its runs out of the trash',
    params: ExperimentParams,
    response: Experiment
  })
};
