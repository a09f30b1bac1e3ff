import { z } from 'zod';
import { JobSpec } from './job-spec.ts';
import { JobDetail, JobState } from './jobs.ts';
import { route } from './route.ts';
import { Description, Empty, Id, ListQuery, Name, pageOf, Reference, Timestamp } from './values.ts';
import { inWorkspace, WorkspaceParams } from './workspaces.ts';

const TimeZone = z.string().min(1).max(64).describe('by its IANA name: `Europe/Berlin`');
const window = {
  from: Timestamp.optional().describe('no time lies before'),
  until: Timestamp.optional().describe('no time lies after')
};

/** The times of a schedule. */
export const ScheduleTrigger = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('cron'),
    cron: z.string().min(1).max(100).describe('minute, hour, day, month, weekday: `0 8 * * 1-5`'),
    timeZone: TimeZone,
    ...window
  }),
  z.object({
    type: z.literal('interval'),
    seconds: z.number().int().min(10).max(31_536_000),
    timeZone: TimeZone.default('UTC'),
    ...window
  })
]);
export type ScheduleTrigger = z.infer<typeof ScheduleTrigger>;

/** What is done when it is time and a job of the schedule has not ended. */
export const ScheduleConcurrency = z.enum(['allow', 'forbid', 'replace']);
export type ScheduleConcurrency = z.infer<typeof ScheduleConcurrency>;

/** What becomes of times at which no server was there: nothing, one job, or one each. */
export const ScheduleCatchUp = z.enum(['skip', 'once', 'all']);
export type ScheduleCatchUp = z.infer<typeof ScheduleCatchUp>;

export const Schedule = z.object({
  id: Id,
  workspaceId: Id,
  name: Name,
  description: z.string(),
  trigger: ScheduleTrigger,
  concurrency: ScheduleConcurrency,
  catchUp: ScheduleCatchUp,
  catchUpLimit: z.number().int(),
  paused: z.boolean(),
  job: JobSpec.extend({ secrets: z.array(z.string()) }).describe('of secrets only the names'),
  user: z.string(),
  next: z.array(Timestamp).describe('the next times, at most three; none while it is paused'),
  waiting: z.number().int().nonnegative().describe('times whose jobs are still to be submitted'),
  activeJobs: z.number().int().nonnegative().describe('jobs of it that have not ended'),
  lastJob: z
    .object({ id: Id, name: z.string(), state: JobState, time: Timestamp })
    .nullable()
    .describe('the last submitted'),
  problem: z.string().nullable().describe('why its last job could not be submitted'),
  createdAt: Timestamp,
  updatedAt: Timestamp
});
export type Schedule = z.infer<typeof Schedule>;

/** What became of one time of a schedule. */
export const ScheduleTime = z.object({
  time: Timestamp,
  cause: z.enum(['schedule', 'catch-up', 'backfill', 'manual']),
  outcome: z
    .enum(['waiting', 'submitted', 'skipped', 'missed', 'failed'])
    .describe('skipped: by what the schedule says of jobs at once; missed: no server was there'),
  message: z.string().nullable(),
  job: z
    .object({ id: Id, name: z.string(), state: JobState })
    .nullable()
    .describe('null: none was submitted, or it is deleted'),
  decidedAt: Timestamp
});
export type ScheduleTime = z.infer<typeof ScheduleTime>;

const settings = {
  name: Name,
  description: Description,
  trigger: ScheduleTrigger,
  concurrency: ScheduleConcurrency.default('allow'),
  catchUp: ScheduleCatchUp.default('skip'),
  catchUpLimit: z
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(10)
    .describe('jobs that catching up with `all` submits at most, for the last times'),
  paused: z.boolean().default(false),
  job: JobSpec.describe(
    'a folder of code is kept as it is now; datasets are looked up whenever a job is submitted'
  )
};
/** Defaults belong to what is made anew: what a change leaves out stays. */
const changes = z.object({
  name: Name,
  description: z.string().max(10_000),
  trigger: ScheduleTrigger,
  concurrency: ScheduleConcurrency,
  catchUp: ScheduleCatchUp,
  catchUpLimit: settings.catchUpLimit.unwrap(),
  paused: z.boolean(),
  job: JobSpec.describe('secrets that it does not name stay')
});

const Params = WorkspaceParams.extend({ schedule: Reference });
const all = `${inWorkspace}/schedules`;
const one = `${all}/:schedule`;

export const schedules = {
  list: route({
    method: 'GET',
    path: all,
    summary: 'List schedules by name',
    params: WorkspaceParams,
    query: ListQuery,
    response: pageOf(Schedule)
  }),
  create: route({
    method: 'POST',
    path: all,
    summary: 'Have a job submitted again and again; sent again with the same id it is the same',
    status: 201,
    params: WorkspaceParams,
    body: z.object({ id: Id.optional(), ...settings }),
    response: Schedule
  }),
  preview: route({
    method: 'POST',
    path: `${inWorkspace}/schedule-times`,
    summary: 'The next times of a trigger, before there is a schedule',
    params: WorkspaceParams,
    body: z.object({
      trigger: ScheduleTrigger,
      count: z.number().int().min(1).max(100).default(5)
    }),
    response: z.object({ times: z.array(Timestamp) })
  }),
  get: route({
    method: 'GET',
    path: one,
    summary: 'Get a schedule',
    params: Params,
    response: Schedule
  }),
  update: route({
    method: 'PATCH',
    path: one,
    summary: 'Change, pause or resume a schedule',
    params: Params,
    body: changes.partial(),
    response: Schedule
  }),
  delete: route({
    method: 'DELETE',
    path: one,
    summary: 'Delete a schedule; the jobs that it has made stay',
    params: Params,
    response: Empty
  }),
  run: route({
    method: 'POST',
    path: `${one}/run`,
    summary: 'Submit its job now, whatever its times are; also while it is paused',
    status: 201,
    params: Params,
    response: JobDetail
  }),
  times: route({
    method: 'GET',
    path: `${one}/times`,
    summary: 'What became of its times, the last first; the last 1,000 are kept',
    params: Params,
    query: ListQuery.omit({ search: true }),
    response: pageOf(ScheduleTime)
  }),
  backfill: route({
    method: 'POST',
    path: `${one}/backfill`,
    summary: 'Have jobs submitted for the times of a past range that have none',
    params: Params,
    body: z.object({ from: Timestamp, to: Timestamp.describe('inclusive, not in the future') }),
    response: z.object({
      added: z.number().int().nonnegative().describe('times that jobs are submitted for'),
      present: z.number().int().nonnegative().describe('times that have one')
    })
  }),
  cancelBackfill: route({
    method: 'POST',
    path: `${one}/cancel-backfill`,
    summary: 'Submit no more jobs for past times; those that were submitted go on',
    params: Params,
    response: Schedule
  })
};
