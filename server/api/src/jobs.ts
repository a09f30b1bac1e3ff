import { z } from 'zod';
import { JobPriority, JobSpec } from './job-spec.ts';
import { route } from './route.ts';
import { Empty, Id, ListQuery, Name, pageOf, Reference, Timestamp } from './values.ts';
import { inWorkspace, WorkspaceParams } from './workspaces.ts';

/** `starting`: nodes are taken, images and inputs are made ready. */
export const JobState = z.enum([
  'queued',
  'starting',
  'running',
  'finished',
  'failed',
  'cancelled'
]);
export type JobState = z.infer<typeof JobState>;

/** Why a task or job is not, or no longer, running. */
export const JobReason = z.enum([
  'finished',
  'exit-code',
  'out-of-memory',
  'timed-out',
  'cancelled',
  'preempted',
  'lost',
  'not-started',
  'outputs-not-kept'
]);
export type JobReason = z.infer<typeof JobReason>;

const DurationMs = z
  .number()
  .int()
  .nonnegative()
  .nullable()
  .describe('by a clock that nobody sets; null: it has not ended');

/** One node's part of one attempt. */
export const JobTask = z.object({
  attempt: z.number().int().positive(),
  rank: z.number().int().nonnegative(),
  node: Id.nullable(),
  state: z.enum(['starting', 'running', 'ended']),
  exitCode: z.number().int().nullable(),
  reason: JobReason.nullable(),
  message: z.string().nullable(),
  startedAt: Timestamp.nullable(),
  endedAt: Timestamp.nullable(),
  durationMs: DurationMs
});
export type JobTask = z.infer<typeof JobTask>;

export const Job = z.object({
  id: Id,
  workspaceId: Id,
  name: z.string(),
  cluster: z.object({ id: Id, name: Name }),
  state: JobState,
  reason: JobReason.nullable(),
  message: z.string().nullable().describe('what it waits for, or how it has ended'),
  exitCode: z.number().int().nullable(),
  user: z.string(),
  priority: JobPriority,
  run: Id.describe('there once the job has started'),
  experiment: Name,
  parent: Id.nullable().describe('the array that it belongs to'),
  index: z.number().int().nullable().describe('within the array, from 0'),
  schedule: z
    .object({ id: Id, name: Name, time: Timestamp.describe('that it was submitted for') })
    .nullable()
    .describe('what has submitted it; it may be deleted'),
  attempt: z.number().int().nonnegative().describe('0: none yet'),
  position: z.number().int().positive().nullable().describe('in the queue; 1 is next'),
  children: z
    .record(JobState, z.number().int().nonnegative())
    .nullable()
    .describe('of an array, by state'),
  queuedAt: Timestamp,
  startedAt: Timestamp.nullable(),
  endedAt: Timestamp.nullable(),
  durationMs: DurationMs,
  updatedAt: Timestamp
});
export type Job = z.infer<typeof Job>;

/** A job with all that it was asked to do; of secrets only the names. */
export const JobDetail = Job.extend({
  spec: JobSpec.extend({ secrets: z.array(z.string()) }),
  image: z.string().nullable().describe('null: it runs processes'),
  environment: z
    .object({ id: Id, name: Name, version: z.number().int().positive() })
    .nullable()
    .describe('whose image that is'),
  datasets: z
    .array(
      z.object({
        input: z.string(),
        id: Id.nullable().describe('null: it was not written down yet when the job was submitted'),
        name: z.string(),
        version: z.number().int().positive()
      })
    )
    .describe('its inputs, as they were when it was submitted'),
  tasks: z.array(JobTask)
});
export type JobDetail = z.infer<typeof JobDetail>;

const Params = WorkspaceParams.extend({ job: Id });
const one = `${inWorkspace}/jobs/:job`;

export const jobs = {
  list: route({
    method: 'GET',
    path: `${inWorkspace}/jobs`,
    summary: 'List jobs, the last submitted first',
    params: WorkspaceParams,
    query: ListQuery.extend({
      state: z
        .enum(['active', ...JobState.options])
        .optional()
        .describe('active: not ended'),
      cluster: Reference.optional(),
      parent: Id.optional().describe('those of an array; else they are left out'),
      schedule: Id.optional().describe('those that a schedule has submitted')
    }),
    response: pageOf(Job)
  }),
  create: route({
    method: 'POST',
    path: `${inWorkspace}/jobs`,
    summary: 'Submit a job; sent again with the same id it is the same job',
    status: 201,
    params: WorkspaceParams,
    body: JobSpec.extend({ id: Id.optional() }),
    response: JobDetail
  }),
  get: route({
    method: 'GET',
    path: one,
    summary: 'Get a job with its attempts',
    params: Params,
    response: JobDetail
  }),
  update: route({
    method: 'PATCH',
    path: one,
    summary: 'Change the priority of a job that waits',
    params: Params,
    body: z.object({ priority: JobPriority }),
    response: JobDetail
  }),
  cancel: route({
    method: 'POST',
    path: `${one}/cancel`,
    summary: 'Cancel a job, or all of an array; one that has ended is left alone',
    params: Params,
    response: JobDetail
  }),
  resubmit: route({
    method: 'POST',
    path: `${one}/resubmit`,
    summary: 'Submit the same again; secrets have to be given anew',
    status: 201,
    params: Params,
    body: z.object({ secrets: JobSpec.shape.secrets }),
    response: JobDetail
  }),
  delete: route({
    method: 'DELETE',
    path: one,
    summary: 'Forget a job that has ended; its run stays',
    params: Params,
    response: Empty
  })
};
