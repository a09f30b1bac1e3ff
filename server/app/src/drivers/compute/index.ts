export type { Compute, Kernelspec, ProcessIdentity, ProcessUsage } from './compute.ts';
export type {
  Engine,
  Execution,
  ExecutionSpec,
  ExecutionState,
  Mount,
  OutputChunk,
  Workload,
  WorkloadExit,
  WorkloadSpec,
  WorkloadUsage
} from './engine.ts';
export { createDockerEngine, openDockerEngine } from './docker/index.ts';
export { createProcessCompute } from './process.ts';
export { createProcessEngine } from './process-engine/index.ts';
export { createSwarmEngine } from './swarm/index.ts';
