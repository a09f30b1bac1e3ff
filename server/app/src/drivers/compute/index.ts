export type { Compute, Kernelspec, Processes, ProcessIdentity, ProcessUsage } from './compute.ts';
export type {
  Bundle,
  Engine,
  EngineEvent,
  Execution,
  ExecutionSpec,
  ExecutionState,
  Mount,
  OutputChunk,
  StartOptions,
  Workload,
  WorkloadExit,
  WorkloadSpec,
  WorkloadUsage
} from './engine.ts';
export { createDockerEngine, openDockerEngine } from './docker/index.ts';
export { createProcessCompute } from './process.ts';
export { createProcessEngine } from './process-engine/index.ts';
export { createRayEngine } from './ray/index.ts';
export {
  addressTowards,
  createSparkEngine,
  overviewOf,
  tryOut,
  webUisOf,
  writeConfiguration
} from './spark/index.ts';
export type { SparkLogin } from './spark/index.ts';
export { createSwarmEngine } from './swarm/index.ts';
