import { z } from 'zod';
import type { Workload, WorkloadExit } from '../engine.ts';

const STOPPED = 143;
const SIGNALLED = 128;
const UNKNOWN = -1;
/** What ran the program is gone, and the program with it. */
const LOST = ['JOB_SUPERVISOR_ACTOR_DIED', 'JOB_SUPERVISOR_ACTOR_UNKNOWN_FAILURE'];

/** A job as Ray tells it. */
export const Submission = z.object({
  type: z.string(),
  submission_id: z.string().nullish(),
  status: z.enum(['PENDING', 'RUNNING', 'STOPPED', 'SUCCEEDED', 'FAILED']),
  message: z.string().nullish(),
  error_type: z.string().nullish(),
  start_time: z.number().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  driver_exit_code: z.number().nullish()
});
export type Submission = z.infer<typeof Submission>;

export function workloadOf(told: Submission): Workload {
  const { metadata, start_time: startedAt, submission_id: id } = told;
  const { 'atelier.name': name = '', ...labels } = metadata ?? {};
  const exit = exitOf(told);
  return {
    ...{ id: id ?? '', name, labels, resources: {} },
    state: exit ? 'exited' : 'running',
    ...(typeof startedAt === 'number' && { startedAt }),
    ...(exit && { exit })
  };
}

function exitOf(told: Submission): WorkloadExit | undefined {
  const { driver_exit_code: code, error_type: error, message, status } = told;
  const outOfMemory = false;
  switch (status) {
    case 'SUCCEEDED':
      return { code: 0, outOfMemory };
    case 'STOPPED':
      return { code: STOPPED, outOfMemory };
    case 'FAILED':
      if (LOST.includes(error ?? '')) {
        return { code: UNKNOWN, outOfMemory, lost: firstLine(message) };
      }
      return typeof code === 'number'
        ? { code: code < 0 ? SIGNALLED - code : code, outOfMemory }
        : { code: 1, outOfMemory, reason: firstLine(message) };
    default:
      return undefined;
  }
}

const firstLine = (text: string | null | undefined): string =>
  (text ?? 'Ray does not say why.').trim().split('\n')[0]!.slice(0, 500);
