export { jobReferences } from './job-references.store.ts';
export { createJobsArea } from './jobs-area.ts';
export { createClusterRoutes, createJobRoutes } from './jobs.routes.ts';
