export { createPageTracker } from './page-tracker.ts';
export type { PageRunOptions, PageTracker, PageTrackerOptions } from './page-tracker.ts';
export { PageRun } from './page-run.ts';
export type { MetricOptions } from '../tracking/run-options.ts';
