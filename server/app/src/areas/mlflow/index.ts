export { createMlflow } from './mlflow.service.ts';
