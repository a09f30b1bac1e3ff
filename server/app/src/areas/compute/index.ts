export {
  createAttached,
  createAttachedRoutes,
  attachedIdOf,
  driverOf,
  isOnRay,
  isOnSpark
} from './attached/index.ts';
export type { Attached } from './attached/index.ts';
export { createComputeRoutes } from './compute.routes.ts';
export { createCompute } from './compute.service.ts';
export type { ComputeService } from './compute.service.ts';
export type { GroundsOptions } from './grounds.ts';
export { addEntry, AGENT, entriesOf, LENT, lentBundle } from './lent-bundle.ts';
export { createLent } from './lent.ts';
export type { Lent } from './lent.ts';
export { createGpuLedger } from './gpu-ledger.ts';
export type { GpuLedger } from './gpu-ledger.ts';
export { createStudioDoor } from './studio-door.ts';
export type { StudioDoor } from './studio-door.ts';
export { createInstanceGpus } from './instance-gpus.ts';
