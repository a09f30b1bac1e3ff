import { scoringPaths } from '@atelier-ml/api';
import type { DeploymentState, Endpoint } from '@atelier-ml/api';
import type { EndpointView } from './endpoints.store.ts';
import type { Serving } from './serving.ts';

/** What the database tells of an endpoint, with what its deployment is at now. */
export function presentEndpoint(row: EndpointView, serving: Serving | undefined): Endpoint {
  const state: DeploymentState = serving?.state ?? 'stopped';
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    description: row.description,
    state,
    deployment: {
      id: row.deployment_id,
      modelName: row.model_name,
      modelVersion: row.model_version,
      state,
      error: serving ? serving.error : row.error,
      createdAt: row.deployed_at,
      startedAt: serving?.startedAt ?? row.started_at
    },
    signature: JSON.parse(row.signature ?? '{"inputs":[],"outputs":[]}'),
    example: row.example === null ? null : JSON.parse(row.example),
    ...scoringPaths(row.workspace_name, row.name),
    createdAt: row.created_at,
    updatedAt: row.updated_at
  };
}
