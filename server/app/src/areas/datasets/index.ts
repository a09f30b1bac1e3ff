export { createDatasetRoutes } from './datasets.routes.ts';
export { createDatasets } from './datasets.service.ts';
export type { Datasets } from './datasets.service.ts';
export { datasetReferences } from './dataset-references.store.ts';
