export { jobReferences, scheduleReferences } from './job-references.store.ts';
export { createJobsArea } from './jobs-area.ts';
export { createClusterRoutes, createJobRoutes, createScheduleRoutes } from './jobs.routes.ts';
export { createJournalDelivery } from './journal-delivery.ts';
