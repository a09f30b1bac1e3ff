import { z } from 'zod';
import { Signature } from './models.ts';
import { route } from './route.ts';
import {
  Description,
  Empty,
  Id,
  ListQuery,
  Name,
  pageOf,
  Reference,
  Timestamp,
  VersionNumber
} from './values.ts';
import { inWorkspace, WorkspaceParams } from './workspaces.ts';

export const DeploymentState = z.enum(['starting', 'running', 'stopping', 'stopped', 'failed']);
export type DeploymentState = z.infer<typeof DeploymentState>;

/** One model version being served by one local process. */
export const Deployment = z.object({
  id: Id,
  modelName: Name,
  modelVersion: VersionNumber,
  state: DeploymentState,
  error: z.string().nullable(),
  createdAt: Timestamp,
  startedAt: Timestamp.nullable().describe('when it became ready')
});
export type Deployment = z.infer<typeof Deployment>;

export const Endpoint = z.object({
  id: Id,
  workspaceId: Id,
  name: Name,
  description: z.string(),
  state: DeploymentState.describe('of the deployment that takes the traffic'),
  deployment: Deployment.describe('takes the traffic'),
  signature: Signature,
  example: z.record(z.string(), z.json()).nullable(),
  scoringPath: z.string().describe('path of `/score` below the server’s address'),
  inferencePath: z
    .string()
    .describe('path of the Open Inference Protocol v2 below the server’s address'),
  createdAt: Timestamp,
  updatedAt: Timestamp
});
export type Endpoint = z.infer<typeof Endpoint>;

/** The last requests (at most 10,000 since the deployment started): latencies in milliseconds. */
export const EndpointStatistics = z.object({
  requests: z.number().int().nonnegative().describe('since the deployment started'),
  errors: z.number().int().nonnegative(),
  requestsPerSecond: z.number().nonnegative().describe('over the last minute'),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  timeline: z
    .array(
      z.object({
        at: Timestamp,
        requests: z.number().int(),
        errors: z.number().int(),
        p50: z.number().nullable(),
        p99: z.number().nullable()
      })
    )
    .describe('ten-second buckets of the last half hour, oldest first')
});
export type EndpointStatistics = z.infer<typeof EndpointStatistics>;

/** Rows to score: `{ "inputs": [ { "glucose": 148, … }, … ] }`; null is a missing value. */
export const ScoreRequest = z.object({
  inputs: z
    .array(z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])))
    .min(1)
    .max(10_000)
});
/** One answer a row, by output name. */
export const ScoreResponse = z.object({
  outputs: z.array(z.record(z.string(), z.json())),
  model: z.object({ name: z.string(), version: z.number().int() }),
  milliseconds: z.number().describe('time in the model')
});
export type ScoreResponse = z.infer<typeof ScoreResponse>;

const ModelReference = z
  .string()
  .min(1)
  .max(200)
  .describe('`name` (newest), `name:3` or `name@production`');
const Params = WorkspaceParams.extend({ endpoint: Reference });
const one = `${inWorkspace}/endpoints/:endpoint`;

export const endpoints = {
  list: route({
    method: 'GET',
    path: `${inWorkspace}/endpoints`,
    summary: 'List endpoints by name',
    params: WorkspaceParams,
    query: ListQuery,
    response: pageOf(Endpoint)
  }),
  create: route({
    method: 'POST',
    path: `${inWorkspace}/endpoints`,
    summary: 'Create an endpoint that serves a model; answers when it is ready or has failed',
    status: 201,
    params: WorkspaceParams,
    body: z.object({ name: Name, description: Description, model: ModelReference }),
    response: Endpoint
  }),
  get: route({
    method: 'GET',
    path: one,
    summary: 'Get an endpoint',
    params: Params,
    response: Endpoint
  }),
  update: route({
    method: 'PATCH',
    path: one,
    summary: 'Describe it, or serve another model: traffic moves once the new one is ready',
    params: Params,
    body: z.object({
      description: z.string().max(10_000).optional(),
      model: ModelReference.optional()
    }),
    response: Endpoint
  }),
  delete: route({
    method: 'DELETE',
    path: one,
    summary: 'Stop and delete an endpoint',
    params: Params,
    response: Empty
  }),
  start: route({
    method: 'POST',
    path: `${one}/start`,
    summary: 'Start a stopped endpoint',
    params: Params,
    response: Endpoint
  }),
  stop: route({
    method: 'POST',
    path: `${one}/stop`,
    summary: 'Stop an endpoint; its key and address stay',
    params: Params,
    response: Endpoint
  }),
  key: route({
    method: 'GET',
    path: `${one}/key`,
    summary: 'Show the key that callers send',
    params: Params,
    response: z.object({ key: z.string() })
  }),
  rotateKey: route({
    method: 'POST',
    path: `${one}/key/rotate`,
    summary: 'Make a new key; the old one stops working at once',
    params: Params,
    response: z.object({ key: z.string() })
  }),
  logs: route({
    method: 'GET',
    path: `${one}/logs`,
    summary: 'The last lines that the deployment wrote',
    params: Params,
    query: z.object({ lines: z.coerce.number().int().min(1).max(10_000).default(500) }),
    response: z.object({ lines: z.array(z.string()) })
  }),
  statistics: route({
    method: 'GET',
    path: `${one}/statistics`,
    summary: 'Requests, errors and latencies',
    params: Params,
    response: EndpointStatistics
  }),
  test: route({
    method: 'POST',
    path: `${one}/test`,
    summary: 'Score rows as a user of the studio, without the endpoint’s key',
    params: Params,
    body: ScoreRequest,
    response: ScoreResponse
  })
};

/**
 * The routes that callers of an endpoint use, with `Authorization: Bearer <endpoint key>`:
 * `POST <scoringPath>` takes ScoreRequest and answers ScoreResponse; below `inferencePath`
 * stand the Open Inference Protocol's `v2` routes. They are served in front of the route table.
 */
export const scoringPaths = (workspace: string, endpoint: string) => {
  const root = `/endpoints/${encodeURIComponent(workspace)}/${encodeURIComponent(endpoint)}`;
  return { scoringPath: `${root}/score`, inferencePath: `${root}/v2` };
};
