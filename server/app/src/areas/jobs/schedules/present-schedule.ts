import type { JobState, Schedule, ScheduleTime } from '@atelier-ml/api';
import type { JobRow, ScheduleRow, ScheduleTimeRow } from '../tables.ts';
import { keptSpecOf, triggerOf } from './schedule-submission.ts';
import { timingOf } from './timing.ts';

const SHOWN = 3;

export interface ScheduleSurroundings {
  now: number;
  waiting: number;
  activeJobs: number;
  lastJob: JobRow | undefined;
}

export function presentSchedule(row: ScheduleRow, around: ScheduleSurroundings): Schedule {
  const { activeJobs, lastJob, now, waiting } = around;
  const trigger = triggerOf(row);
  const isPaused = row.paused === 1;
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    description: row.description,
    trigger,
    concurrency: row.concurrency as Schedule['concurrency'],
    catchUp: row.catch_up as Schedule['catchUp'],
    catchUpLimit: row.catch_up_limit,
    paused: isPaused,
    job: keptSpecOf(row),
    user: row.display_name,
    next: isPaused ? [] : timingOf(trigger).next(now, SHOWN),
    ...{ waiting, activeJobs },
    lastJob: lastJob
      ? { ...jobLink(lastJob), time: lastJob.scheduled_for ?? lastJob.queued_at }
      : null,
    problem: row.problem,
    createdAt: row.created_at,
    updatedAt: row.updated_at
  };
}

export function presentTime(row: ScheduleTimeRow, job: JobRow | undefined): ScheduleTime {
  return {
    time: row.at,
    cause: row.cause as ScheduleTime['cause'],
    outcome: row.outcome as ScheduleTime['outcome'],
    message: row.message,
    job: job ? jobLink(job) : null,
    decidedAt: row.decided_at
  };
}

const jobLink = ({ id, name, state }: JobRow) => ({ id, name, state: state as JobState });
