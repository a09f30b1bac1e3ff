export { createComputeRoutes } from './compute.routes.ts';
export { createCompute } from './compute.service.ts';
export type { ComputeService } from './compute.service.ts';
