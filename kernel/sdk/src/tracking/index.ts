export * from './run.ts';
export * from './run-options.ts';
export * from './run-summary.ts';
export * from './tracker.ts';
export type { HasUri } from './run-dependencies.ts';
