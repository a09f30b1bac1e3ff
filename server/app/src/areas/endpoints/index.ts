export { createEndpointRoutes } from './endpoints.routes.ts';
export { createEndpoints } from './endpoints.service.ts';
export type { Endpoints } from './endpoints.service.ts';
