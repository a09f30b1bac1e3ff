export { createExperimentRoutes } from './experiments.routes.ts';
export { createExperiments } from './experiments.service.ts';
export type { Experiments } from './experiments.service.ts';
export { createJournal } from './journal.service.ts';
export { createRunRoutes } from './runs.routes.ts';
export { createRuns } from './runs.service.ts';
export type { Runs } from './runs.service.ts';
export { watchStaleRuns } from './stale-watch.ts';
