export { createMlflow } from './mlflow.service.ts';
export { loggedModelReferences } from './logged-model-references.store.ts';
export { createLoggedModelRoutes } from './run-models.ts';
export { createLoggedModelsTrash } from './logged-models-trash.ts';
