import type { JobDetail } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import * as React from 'react';
import { createJobList } from '../job-list.tsx';
import type { JobServices, SubjectArgs } from '../services.ts';
import { Embedded } from './embedded.tsx';

/** The jobs of an array. */
export function ChildrenTable({
  job,
  services
}: {
  job: JobDetail;
  host: IPageHost<SubjectArgs>;
  services: JobServices;
}) {
  const create = React.useCallback(() => createJobList(services, job.id), [services, job.id]);
  return <Embedded create={create} />;
}
