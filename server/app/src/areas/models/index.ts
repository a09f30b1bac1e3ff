export type { RunLookup } from './content.ts';
export { createModelRoutes } from './models.routes.ts';
export { createModels } from './models.service.ts';
export type { Models, ModelUse } from './models.service.ts';
export { changeOf as modelChangeOf } from './changes.ts';
export { createModelStore } from './models.store.ts';
export type { ModelFileRow, ModelRow, ModelTables, ModelVersionRow } from './models.store.ts';
export { createVersionStore } from './versions.store.ts';
export { modelReferences } from './model-references.store.ts';
