import { z } from 'zod';
import { route } from './route.ts';
import {
  Bytes,
  Description,
  Empty,
  Id,
  ListQuery,
  Name,
  pageOf,
  Reference,
  Timestamp
} from './values.ts';
import { inWorkspace, WorkspaceParams } from './workspaces.ts';

/** What the machine of the server has, and how busy it is now. */
export const Host = z.object({
  hostname: z.string(),
  platform: z.string(),
  cpuModel: z.string(),
  cpus: z.number().int().positive(),
  cpuPercent: z.number().min(0).describe('of all processors together, 0–100'),
  memoryTotal: Bytes,
  memoryAvailable: Bytes,
  diskTotal: Bytes,
  diskAvailable: Bytes.describe('where the data folder lies'),
  gpus: z.array(z.object({ name: z.string(), memoryTotal: Bytes, memoryUsed: Bytes }))
});
export type Host = z.infer<typeof Host>;

export const ComputeSize = z.object({
  cpus: z.number().int().min(1).max(1024).nullable().default(null).describe('null: no limit'),
  memoryMb: z
    .number()
    .int()
    .min(128)
    .max(67_108_864)
    .nullable()
    .default(null)
    .describe('MiB; null: no limit')
});

/** A place where kernels run. Driver `process`: processes of the server's own machine. */
export const ComputeInstance = z.object({
  id: Id,
  workspaceId: Id,
  name: Name,
  description: z.string(),
  driver: z.literal('process'),
  state: z.enum(['running', 'stopped']).describe('a stopped instance takes no kernels'),
  size: ComputeSize,
  environmentVariables: z.record(z.string(), z.string()),
  kernelspec: z.string().describe('name of its kernelspec in Jupyter'),
  kernelCount: z.number().int().nonnegative(),
  createdAt: Timestamp,
  updatedAt: Timestamp
});
export type ComputeInstance = z.infer<typeof ComputeInstance>;

/** A kernel that runs on an instance, with what it takes now. */
export const ComputeKernel = z.object({
  kernelId: z.string().min(1).max(128),
  pid: z.number().int().positive(),
  startedAt: Timestamp,
  cpuPercent: z.number().nonnegative().describe('100 is one processor'),
  memory: Bytes.describe('resident, of the kernel and its children')
});
export type ComputeKernel = z.infer<typeof ComputeKernel>;

const EnvironmentVariables = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be a name of an environment variable'),
  z.string().max(32_000)
);
const Params = WorkspaceParams.extend({ instance: Reference });
const one = `${inWorkspace}/compute/:instance`;

export const compute = {
  host: route({
    method: 'GET',
    path: '/api/compute/host',
    summary: 'What this machine has and how busy it is',
    response: Host
  }),
  list: route({
    method: 'GET',
    path: `${inWorkspace}/compute`,
    summary: 'List compute instances by name',
    params: WorkspaceParams,
    query: ListQuery,
    response: pageOf(ComputeInstance)
  }),
  create: route({
    method: 'POST',
    path: `${inWorkspace}/compute`,
    summary: 'Create and start a compute instance; its kernelspec appears in Jupyter',
    status: 201,
    params: WorkspaceParams,
    body: z.object({
      name: Name,
      description: Description,
      size: ComputeSize.prefault({}),
      environmentVariables: EnvironmentVariables.default({})
    }),
    response: ComputeInstance
  }),
  get: route({
    method: 'GET',
    path: one,
    summary: 'Get a compute instance',
    params: Params,
    response: ComputeInstance
  }),
  update: route({
    method: 'PATCH',
    path: one,
    summary: 'Rename, describe or resize; kernels that run keep their old size',
    params: Params,
    body: z.object({
      name: Name.optional(),
      description: z.string().max(10_000).optional(),
      size: ComputeSize.optional(),
      environmentVariables: EnvironmentVariables.optional()
    }),
    response: ComputeInstance
  }),
  delete: route({
    method: 'DELETE',
    path: one,
    summary: 'Delete an instance; `in-use` while kernels run on it',
    params: Params,
    response: Empty
  }),
  start: route({
    method: 'POST',
    path: `${one}/start`,
    summary: 'Start a stopped instance',
    params: Params,
    response: ComputeInstance
  }),
  stop: route({
    method: 'POST',
    path: `${one}/stop`,
    summary: 'Stop an instance and end its kernels',
    params: Params,
    response: ComputeInstance
  }),
  kernels: {
    list: route({
      method: 'GET',
      path: `${one}/kernels`,
      summary: 'Kernels that run on the instance, with what they take',
      params: Params,
      response: z.object({ items: z.array(ComputeKernel) })
    }),
    attach: route({
      method: 'PUT',
      path: `${one}/kernels/:kernel`,
      summary: 'Tell that a kernel was started on the instance (sent by the kernel provisioner)',
      params: Params.extend({ kernel: z.string().min(1).max(128) }),
      body: z.object({ pid: z.number().int().positive() }),
      response: Empty
    }),
    detach: route({
      method: 'DELETE',
      path: `${one}/kernels/:kernel`,
      summary: 'Tell that a kernel has ended',
      params: Params.extend({ kernel: z.string().min(1).max(128) }),
      response: Empty
    })
  }
};
