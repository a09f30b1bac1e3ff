import type { JobSpec } from '@atelier-ml/api';
import type { JobInput } from './inputs.ts';
import type { JobRow } from './tables.ts';

export interface JobOfSchedule {
  id: string;
  name: string;
  time: number;
}

/** What a job was asked to do, with all that was looked up when it was submitted. */
export interface StoredSpec {
  spec: Omit<JobSpec, 'secrets'> & { secrets: string[] };
  inputs: JobInput[];
  /** Name of who has submitted it, for people. */
  submittedBy: string;
  /** The schedule that has submitted it, and the time that it was submitted for. */
  schedule?: JobOfSchedule;
  /** Undefined on engines without images. */
  image?: string;
}

export const storedSpecOf = (row: Pick<JobRow, 'spec'>): StoredSpec =>
  JSON.parse(row.spec) as StoredSpec;

/** Params of the job itself, or of its place in an array. */
export function paramsOf(row: JobRow): Record<string, string> {
  const { spec } = storedSpecOf(row);
  const own =
    spec.array && 'params' in spec.array && row.array_index !== null
      ? spec.array.params[row.array_index]
      : {};
  return { ...spec.params, ...own };
}
