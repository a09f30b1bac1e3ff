export type { Compute, ProcessIdentity, ProcessUsage, PublishedInstance } from './compute.ts';
export { createProcessCompute } from './process.ts';
