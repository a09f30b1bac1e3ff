export * from './change-feed.ts';
export * from './cluster.ts';
export * from './clusters.ts';
export * from './job.ts';
export * from './job-options.ts';
export * from './jobs.ts';
export * from './schedule.ts';
export * from './schedules.ts';
export type { WaitOptions } from './waiting.ts';
