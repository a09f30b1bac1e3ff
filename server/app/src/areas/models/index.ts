export type { RunLookup } from './content.ts';
export { createModelRoutes } from './models.routes.ts';
export { createModels } from './models.service.ts';
export type { Models, ModelUse } from './models.service.ts';
