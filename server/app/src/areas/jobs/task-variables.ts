import { join } from 'node:path';
import { variableOf } from './program.ts';
import { paramsOf, storedSpecOf } from './stored-spec.ts';
import type { JobRow, TaskRow } from './tables.ts';
import { LAYOUT } from './task-folder.ts';

/** Where the containers of a job meet, as frameworks expect it: nobody else is on their network. */
const USUAL_MEETING_PORT = 29_500;

/** Variables by which a program finds its inputs, outputs, params, run, and its place among others. */
export function variablesOf(
  job: JobRow,
  task: TaskRow,
  place: { root: string; data: string; master?: string }
): Record<string, string> {
  const { inputs, schedule, spec, submittedBy } = storedSpecOf(job);
  const { data, root } = place;
  const named = (kind: 'inputs' | 'outputs' | 'params', values: [string, string][]) =>
    Object.fromEntries(values.map(([name, value]) => [variableOf(kind, name), value]));
  return {
    HOME: join(root, LAYOUT.home),
    ATELIER_DATA: data,
    ATELIER_WORKSPACE: job.workspace_id,
    ATELIER_USER: submittedBy,
    ATELIER_JOB: job.id,
    ATELIER_JOB_RUN: job.run_id,
    ATELIER_JOB_ATTEMPT: String(task.attempt),
    MLFLOW_RUN_ID: job.run_id,
    PYTHONUNBUFFERED: '1',
    ATELIER_PARAMS: join(root, LAYOUT.home, 'params.json'),
    ATELIER_INPUTS: join(root, LAYOUT.inputs),
    ATELIER_OUTPUTS: join(root, LAYOUT.outputs),
    ...named(
      'inputs',
      inputs.map(({ filename, name }) => [name, join(root, LAYOUT.inputs, name, filename)])
    ),
    ...named(
      'outputs',
      Object.keys(spec.outputs).map(name => [name, join(root, LAYOUT.outputs, name)])
    ),
    ...named('params', Object.entries(paramsOf(job))),
    ...(schedule && { ATELIER_SCHEDULED_TIME: new Date(schedule.time).toISOString() }),
    ...(job.array_index !== null && { ATELIER_ARRAY_INDEX: String(job.array_index) }),
    ...(job.nodes > 1 && {
      RANK: String(task.rank),
      NODE_RANK: String(task.rank),
      WORLD_SIZE: String(job.nodes),
      MASTER_ADDR: place.master ?? '127.0.0.1',
      MASTER_PORT: String(task.meeting_port ?? USUAL_MEETING_PORT)
    })
  };
}
