export { importMlflow } from './import-mlflow.ts';
export type { ImportReport } from './import-mlflow.ts';
export { openSource } from './source.ts';
export { openTarget } from './target.ts';
