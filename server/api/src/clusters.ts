import { z } from 'zod';
import { ComputeSize, ImageName, Network } from './compute-instance.ts';
import { gpuSize } from './gpus.ts';
import { route } from './route.ts';
import { Description, Empty, Id, ListQuery, Name, pageOf, Reference, Timestamp } from './values.ts';
import { inWorkspace, WorkspaceParams } from './workspaces.ts';

/** The size of a node. */
export const NodeSize = ComputeSize.extend(gpuSize);

/** A share of a machine that a cluster has reserved: one task of a job at a time runs on it. */
export const ClusterNode = z.object({
  id: Id,
  state: z.enum(['idle', 'busy']),
  job: z.object({ id: Id, name: z.string(), rank: z.number().int() }).nullable(),
  since: Timestamp.describe('in this state')
});
export type ClusterNode = z.infer<typeof ClusterNode>;

const EnvironmentName = z
  .string()
  .max(200)
  .optional()
  .describe('`name:version` or `name`: the newest one');
const MostNodes = z.number().int().min(1).max(1_000);
const IdleSeconds = z
  .number()
  .int()
  .min(0)
  .max(604_800)
  .describe('after so long without work a node above `minNodes` is given back');

/**
 * Where jobs run: nodes of one size, of which there are as many as the queue needs between
 * `minNodes` and `maxNodes`. Every workspace has the cluster `local`: processes of the server's machine.
 */
export const Cluster = z.object({
  id: Id,
  workspaceId: Id,
  name: Name,
  description: z.string(),
  driver: z.enum(['process', 'docker', 'swarm', 'spark', 'ray']),
  attached: z
    .object({ id: Id, name: z.string() })
    .nullable()
    .describe('compute that it is on; null: this machine'),
  image: z.string().nullable().describe('of jobs that name none; null on `process`'),
  environment: z
    .object({ id: Id, name: Name, version: z.number().int().positive() })
    .nullable()
    .describe('whose image it is'),
  network: Network,
  nodeSize: NodeSize,
  minNodes: z.number().int().nonnegative(),
  maxNodes: MostNodes,
  idleSeconds: IdleSeconds,
  preemption: z.boolean().describe('work of low priority gives way to work of higher priority'),
  nodes: z.array(ClusterNode),
  queuedJobs: z.number().int().nonnegative(),
  runningJobs: z.number().int().nonnegative(),
  problem: z.string().nullable().describe('why it does not grow although jobs wait'),
  createdAt: Timestamp,
  updatedAt: Timestamp
});
export type Cluster = z.infer<typeof Cluster>;

const Params = WorkspaceParams.extend({ cluster: Reference });
const one = `${inWorkspace}/clusters/:cluster`;

export const clusters = {
  list: route({
    method: 'GET',
    path: `${inWorkspace}/clusters`,
    summary: 'List clusters by name',
    params: WorkspaceParams,
    query: ListQuery,
    response: pageOf(Cluster)
  }),
  create: route({
    method: 'POST',
    path: `${inWorkspace}/clusters`,
    summary: 'Create a cluster; it has `minNodes` nodes until jobs come',
    status: 201,
    params: WorkspaceParams,
    body: z.object({
      name: Name,
      description: Description,
      driver: z.enum(['process', 'docker']).default('docker').describe('on this machine'),
      attached: Reference.optional().describe('attached compute; its nodes need a size'),
      image: ImageName.optional().describe('wins over the environment'),
      environment: EnvironmentName,
      network: Network.default('none').describe('only containers can be kept off it'),
      nodeSize: NodeSize.prefault({}),
      minNodes: Cluster.shape.minNodes.default(0),
      maxNodes: MostNodes.default(1),
      idleSeconds: IdleSeconds.default(120),
      preemption: z.boolean().default(false)
    }),
    response: Cluster
  }),
  get: route({
    method: 'GET',
    path: one,
    summary: 'Get a cluster with its nodes',
    params: Params,
    response: Cluster
  }),
  update: route({
    method: 'PATCH',
    path: one,
    summary: 'Rename, describe or scale; tasks that run are left alone',
    params: Params,
    body: z.object({
      name: Name.optional(),
      description: z.string().max(10_000).optional(),
      image: ImageName.optional(),
      environment: EnvironmentName,
      minNodes: Cluster.shape.minNodes.optional(),
      maxNodes: MostNodes.optional(),
      idleSeconds: IdleSeconds.optional(),
      preemption: z.boolean().optional()
    }),
    response: Cluster
  }),
  delete: route({
    method: 'DELETE',
    path: one,
    summary: 'Delete a cluster; `in-use` while there are jobs of it, also ended ones, or schedules',
    params: Params,
    response: Empty
  })
};
