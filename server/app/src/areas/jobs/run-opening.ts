import type { RunEntry } from './run-record.ts';
import { paramsOf, storedSpecOf } from './stored-spec.ts';
import type { ClusterRow, JobRow } from './tables.ts';

/** What the run of a job begins with; a further attempt resumes it. */
export function openingOf(job: JobRow, cluster: ClusterRow, parent?: JobRow): RunEntry[] {
  if (job.attempt > 1) {
    return [{ type: 'resume', at: job.updated_at }];
  }
  const { image, inputs, schedule, spec, submittedBy } = storedSpecOf(job);
  const at = job.updated_at;
  const environment = {
    cluster: cluster.name,
    driver: cluster.driver,
    ...(image !== undefined && { image }),
    ...(job.code_sha256 !== null && { code: job.code_sha256 })
  };
  return [
    {
      type: 'start',
      at,
      experiment: job.experiment,
      name: job.name,
      user: submittedBy,
      ...(parent && { parent: parent.run_id }),
      ...(spec.program.type === 'notebook' && { notebook: spec.program.path }),
      tags: {
        ...spec.tags,
        'atelier.job': job.id,
        ...(schedule && {
          'atelier.schedule': schedule.name,
          'atelier.scheduledTime': new Date(schedule.time).toISOString()
        })
      },
      environment
    },
    ...Object.entries(paramsOf(job)).map(([key, value]): RunEntry => ({
      type: 'param',
      at,
      key,
      value
    })),
    ...inputs.map(({ dataset, version }): RunEntry => ({
      type: 'input',
      at,
      uri: `atelier://${job.workspace_id}/datasets/${dataset}:${version}`
    }))
  ];
}
