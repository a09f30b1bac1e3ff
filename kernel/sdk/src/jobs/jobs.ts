import type { Job as JobRecord, RouteInput, Routes } from '@atelier-ml/api';
import { displaySymbol } from '../display/index.ts';
import type { Displayable } from '../display/index.ts';
import { jobFrom } from './job-options.ts';
import type { JobOptions, SubmittedJob } from './job-options.ts';
import type { JobScope } from './job-scope.ts';
import { jobListBundle } from './job-view.ts';
import { Job } from './job.ts';

/** Which jobs: by state (`active`: not ended), cluster, text in the name, array, schedule. */
export type JobQuery = Omit<RouteInput<Routes['jobs']['list']>['query'], 'cursor'>;

/** The jobs of a workspace. */
export interface Jobs {
  /**
   * Submits a command, a script or a notebook, and answers when it is in the queue.
   *
   * @throws AtelierError `invalid-input`, `too-large`: what could never start is not queued;
   *   `not-found` when there is no such cluster, dataset or environment
   */
  submit(options: JobOptions): Promise<Job>;
  /** @param id as `list` and the pages of jobs tell it @throws AtelierError `not-found` */
  get(id: string): Promise<Job>;
  /** The last submitted first; 100 unless the query says otherwise. */
  list(query?: JobQuery): Promise<JobRecord[] & Displayable>;
  /** A job as the server's interface takes it; its code is sent to the server. */
  prepare(options: JobOptions): Promise<SubmittedJob>;
}

export function createJobs(scope: JobScope): Jobs {
  const { client, params } = scope;
  return {
    prepare: options => jobFrom(scope, options),
    async submit(options) {
      const body = await jobFrom(scope, options);
      return new Job(scope, await client.jobs.create({ params, body }));
    },
    get: async id => new Job(scope, await client.jobs.get({ params: { ...params, job: id } })),
    async list(query = {}) {
      const { items, total } = await client.jobs.list({ params, query });
      return Object.assign(items, { [displaySymbol]: () => jobListBundle(items, total) });
    }
  };
}
