export { createLineageRoutes } from './lineage.routes.ts';
export { createLineage } from './lineage.service.ts';
