export { addressTowards } from './address.ts';
export { writeConfiguration } from './configuration.ts';
export type { SparkLogin } from './configuration.ts';
export { overviewOf, webUisOf } from './master.ts';
export { createSparkEngine } from './spark-engine.ts';
export { tryOut } from './trial.ts';
