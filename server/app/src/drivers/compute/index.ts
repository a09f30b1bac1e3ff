export type { Compute, Kernelspec, ProcessIdentity, ProcessUsage } from './compute.ts';
export type { Engine, ExecutionState, Mount, Workload, WorkloadSpec } from './engine.ts';
export { openDockerEngine } from './docker/index.ts';
export { createProcessCompute } from './process.ts';
