import { z } from 'zod';
import { route } from '../route.ts';
import { artifacts } from './artifacts.ts';
import { experiments } from './experiments.ts';
import { loggedModels } from './logged-models.ts';
import { registry } from './registry.ts';
import { metrics, runs } from './runs.ts';

export type { FileInfo } from './artifacts.ts';
export type { MlflowExperiment } from './experiments.ts';
export type { LoggedModel } from './logged-models.ts';
export type { MlflowModelVersion, RegisteredModel } from './registry.ts';
export type { DatasetInput, MetricIn, MlflowMetric, MlflowRun, MlflowRunInfo } from './runs.ts';

/** What is answered below `/mlflow` in the manner of an MLflow tracking server. */
export const mlflowRoutes = {
  experiments,
  runs,
  metrics,
  artifacts,
  registry,
  loggedModels,
  serverInfo: route({
    method: 'GET',
    path: '/api/3.0/mlflow/server-info',
    summary: 'What this server can do',
    response: z.looseObject({})
  })
};
export type MlflowRoutes = typeof mlflowRoutes;

/** The body of every answer of `/mlflow` that is not a success. */
export const MlflowErrorBody = z.object({ error_code: z.string(), message: z.string() });
